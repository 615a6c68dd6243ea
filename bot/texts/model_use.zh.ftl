## What the model did today and how often it may be asked
button-model-use = 模型用量
model-use-title = 今天的模型用量
model-use-none = 今天还没用过。
model-use-team = 全队 { $calls } 次，{ $spent }
model-use-person = 　{ $name }：{ $calls } 次，{ $spent }
model-use-left = 已离队的人
model-use-unpriced = 没有设置单价
model-use-cost = 花费 { $cost }
model-use-about = 花费约 { $cost }
model-use-limits = 每天最多：每人 { $seller } 次，全队 { $team } 次
model-use-then = 用完了话术照样有，只是当天不再请模型润色，零点重新算。要改就点下面的数字。
button-model-seller = 每人 { $count }
button-model-team = 全队 { $count }
button-model-reset = 改回默认（{ $seller } / { $team }）
model-use-off = 还没有接大模型，没有用量可看。
