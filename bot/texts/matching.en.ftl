## Who a sender is
match-kept = Noted: this account is { $name } from now on.
match-who = Which customer is “{ $name }”? Choose once, I remember.
match-new = New: { $name }
contact-new = Not one of your customers yet: { $name } { $phone }
contact-known = Already one of your customers.
button-contact-new = Add as customer
