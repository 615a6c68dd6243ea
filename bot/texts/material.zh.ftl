## Answers from the material
answer-title = 资料里这样说：
answer-refused = 资料里没有这个内容。
answer-nearest = 资料里接近的有：{ $topics }
answer-general = 通用销售知识，非贵司资料
answer-no-documents = 还没有资料。把公司的文件发给我（txt、md、html、pdf、docx、pptx、xlsx、csv），我就能据此回答。
sources-title = 依据
sources-none = 这条没有引用资料。
source-card = 内置打法「{ $title }」
source-reference = 出处：{ $reference }

## What was asked and not found
command-asked = 没答上来的问题
asked-none = 没有等着回答的问题。
asked-title = 大家问过、资料里没有的
asked-line = { $number }. { $question }（问过 { $times } 次）
button-asked-write = { $number } 写答案
button-asked-drop = { $number } 不用答
asked-write = 「{ $question }」怎么回答？直接发文字，以后有人问就用它答。
asked-placeholder = 写下答案
asked-done = 收下了，现在问就能答上来。
asked-dropped = 好，这个问题不再提醒。
answer-empty = 答案太短了，再写具体一点？
answer-long = 答案太长了，最多 { $limit } 字；更长的请存成文件发来。
validity-order = 「{ $name }」的截止日期比开始日期还早，请改一下。
document-several = 叫「{ $name }」的资料不止一份，请用编号：{ $ids }
