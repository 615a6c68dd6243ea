stated-for-whom = Prices kept. What did the customer say? Send me their words and I'll work it out with these.
stated-placeholder = e.g. Customer: too expensive
sentence-unclear =
    I'm not sure what you mean. You can send:
    • the customer's words: Customer: too expensive
    • just a name, to find a customer
    • /today, to see whom to contact
