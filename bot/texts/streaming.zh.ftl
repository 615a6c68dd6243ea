model-line = ✍️ 也可以这样说：{ $line }
