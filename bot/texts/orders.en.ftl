## Orders in plain words, and texts that are no words
orders-new-ask = Add a new customer?
    “{ $sentence }”
orders-remind-what = Remind you of what, and when? For instance: tomorrow at 3 pm call Ms Wang
orders-remind-placeholder = tomorrow at 3 pm call Ms Wang
orders-remind-line = remind me { $text }
orders-remind-unclear = I did not catch what to remind you of. Once more, please, for instance: remind me tomorrow to call Ms Wang
orders-too-long = That was very long; I read the { $count } characters that matter most.
only-question-marks = What was unclear? Send me the customer’s words, or just ask, for instance: what did Mr Zhang buy last
