## Names of erased customers in other records
forget-mentioned = The records of { $count } other customers mention this one: { $names }.
button-forget-redact = Erase, and redact the name elsewhere
forget-done-redacted = Erased, and redacted in the records of { $count } other customers.
