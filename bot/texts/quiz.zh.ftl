## Quiz
quiz-title = 今日练习 { $number }/{ $count } · { $title }
quiz-multiple = （多选，选好后按「交卷」）
quiz-true = 对
quiz-false = 错
quiz-right = 答对了。
quiz-wrong = 正确答案：{ $answer }
quiz-explain = 为什么：{ $text }
quiz-contested = 我们的看法：{ $text }
quiz-source = 出处：{ $reference }
quiz-choose-first = 先选一个再交卷。
quiz-done = 今天的 { $count } 题做完了，明天再来。
quiz-week = 本周 { $answered } 题，答对 { $right } 题。
quiz-old = 这一题不是今天的了。发 /quiz 做今天的。
button-quiz-submit = 交卷
button-quiz-next = 下一题
