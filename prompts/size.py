"""How big a text is for a model, without any tokenizer."""


def width(text: str) -> int:
    """Return the number of characters, a Latin word counting as two: a rough measure of tokens."""
    count, inside = 0, False
    for sign in text:
        latin = sign.isascii() and sign.isalpha()
        count += (0 if inside else 2) if latin else 1
        inside = latin
    return count
