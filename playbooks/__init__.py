"""The plays as data (`library/**.yaml`) and pure decisions over them."""
