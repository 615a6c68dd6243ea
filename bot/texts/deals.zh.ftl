## About when an opportunity may close
button-deal-expected = 哪天成
deal-expected-ask = 「{ $title }」大概什么时候能定下来？
expected-week = 这一周内
expected-month = 这个月底前
expected-next = 下个月底前
expected-quarter = 三个月内
expected-open = 还说不准
