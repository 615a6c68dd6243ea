## Who a sender is
match-kept = Noted: this account is { $name } from now on.
