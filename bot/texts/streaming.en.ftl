model-line = ✍️ Or put it this way: { $line }
