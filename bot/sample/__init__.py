"""Data of the invented sample team 示例; see README.md for how to add a customer."""
