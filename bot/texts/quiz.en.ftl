## Quiz
quiz-title = Today { $number }/{ $count } · { $title }
quiz-multiple = (several answers; then press “Submit”)
quiz-true = True
quiz-false = False
quiz-right = Right.
quiz-wrong = The key: { $answer }
quiz-explain = Why: { $text }
quiz-contested = What we think: { $text }
quiz-source = Source: { $reference }
quiz-choose-first = Choose something first.
quiz-done = That was today's { $count }. See you tomorrow.
quiz-week = This week: { $answered } answered, { $right } right.
quiz-old = This question is not today's any more. Send /quiz for today's.
button-quiz-submit = Submit
button-quiz-next = Next
