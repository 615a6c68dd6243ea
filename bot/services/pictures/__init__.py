"""Pictures for a chat: what is shown (scenes), how it looks (charts), and who draws (drawing)."""
