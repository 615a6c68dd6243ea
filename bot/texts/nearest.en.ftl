## An answer that the material only touches
nearest-only = Your material has nothing on exactly this. The nearest it says:
answer-told = What the material says, in our words (the passages are behind Sources)
