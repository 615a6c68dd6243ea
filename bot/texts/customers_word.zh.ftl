## What a customer promised
customer-promised = { $name }说「{ $text }」
day-holiday = { $when }（{ $holiday }放假）
