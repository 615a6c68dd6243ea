"""What a customer is worth, to us and as the customer sees it. Pure: numbers in, numbers and reasons out."""
