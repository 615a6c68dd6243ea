## What a customer promised
customer-promised = { $name } said “{ $text }”
day-holiday = { $when } ({ $holiday })
