## The manager's page
command-team = 团队一周
team-title = 团队近 { $days } 天
team-asked = 问了 { $asked } 次，资料里没有的 { $unanswered } 次
team-person = 　{ $name }：{ $asked } 次
team-objections = 客户说得最多：{ $named }
team-lines = 话术：发出 { $sent }，👍 { $liked }，👎 { $disliked }
team-outcomes = 结果：客户回了 { $replied }，成交 { $won }，没回音 { $silent }
team-liked = 最受用的：{ $named }
team-model = 今天用模型 { $calls } 次（没有设置单价）
team-model-cost = 今天用模型 { $calls } 次，花费 { $cost }
team-model-about = 今天用模型 { $calls } 次，花费约 { $cost }（部分按字数估算）
team-waiting = 等您回答的问题（{ $count }）
button-members = 成员
