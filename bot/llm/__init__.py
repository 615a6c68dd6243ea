"""Model adapters; the only place that knows openai and langchain."""
