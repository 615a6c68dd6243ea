## Orders in plain words, and texts that are no words
orders-new-ask = 要建一位新客户吗？
    「{ $sentence }」
orders-remind-what = 提醒您什么事，什么时候？比如：明天下午三点给王姐打电话
orders-remind-placeholder = 明天下午三点给王姐打电话
orders-remind-line = 提醒我{ $text }
orders-remind-unclear = 没听出要提醒什么。再说一次，比如：后天上午提醒我给王姐送合同
orders-too-long = 这段太长，我读了最要紧的 { $count } 字。
only-question-marks = 哪里没说清？把客户的原话发我，或者直接问，比如：张大伯上次买了什么
