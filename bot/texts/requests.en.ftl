## Requests in plain words
request-name = Name
request-phone = Phone
request-address = Address
request-birthday = Birthday
request-household = Family
request-purchases = Bought
request-spent-title = Spent so far
request-spent = { $count } purchases, { $amount } in all
request-last = Latest contacts
request-promises = What you promised
request-deals = Open deals
request-personality = How to get on
request-work = Company
request-deciders = Who decides
request-consent = May be contacted
request-notes = Notes
request-consent-unknown = never asked
request-consent-granted = yes
request-consent-refused = customer said no
request-not-on-file = Not on file yet. Once you know, tap Note and I will have it next time.
request-card = Open card
request-whose = Which customer do you mean? Tap one, or send a name.
request-sum = { $steps } = { $result }
request-outcome = How did those lines go down? One tap, and I learn which ones work.
request-his-words = Send or forward me the customer's own words, and I will give you lines to send right away.
request-another = another
