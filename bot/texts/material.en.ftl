## Answers from the material
answer-title = The material says:
answer-refused = The material does not have this.
answer-nearest = Near to it: { $topics }
answer-general = General sales knowledge, not your company's material
answer-no-documents = There is no material yet. Send me your files (txt, md, html, pdf, docx, pptx, xlsx, csv).
sources-title = Sources
sources-none = Nothing is quoted here.
source-card = Built-in play “{ $title }”
source-reference = Source: { $reference }

## What was asked and not found
command-asked = Questions without an answer
asked-none = No question is waiting for an answer.
asked-title = Asked, but not in the material
asked-line = { $number }. { $question } (asked { $times } times)
button-asked-write = { $number } Answer
button-asked-drop = { $number } Not needed
asked-write = What is the answer to “{ $question }”? Send it as text; from then on it is used.
asked-placeholder = Write the answer
asked-done = Saved; it is found from now on.
asked-dropped = Fine, this question will not come up again.
answer-empty = That answer is too short; a little more, please.
answer-long = That answer is too long, at most { $limit } characters; send longer ones as a file.
validity-order = The last day of “{ $name }” is before its first; please correct it.
document-several = There is more than one document called “{ $name }”; use the id: { $ids }
