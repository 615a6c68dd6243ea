## General knowledge of selling
know-avoid = Avoid: { $text }
know-move = { $name }: { $why }
know-beside = Or did you mean
know-send-words = Send the customer’s own words and you get lines to send.
answer-general-near = Not in the material. The nearest in general sales knowledge:
