## About when an opportunity may close
button-deal-expected = When
deal-expected-ask = About when will “{ $title }” be decided?
expected-week = Within a week
expected-month = By the end of this month
expected-next = By the end of next month
expected-quarter = Within three months
expected-open = Nobody knows yet
