## The team's page, and the day's list sent to each
comma = 、
team-promises = 承诺：办完 { $kept }，没到期 { $due }，过期 { $overdue }
team-approve = 等您审的答案（{ $count }）
team-ledger = 全队承诺
team-post = 把今天的名单发给大家
posted = 今天的名单已私下发给{ $names }。
posted-nobody = 队里还没有能收到名单的同事。
posted-missing = { $names }收不到：还没打开过我，或者停用了。请他们先点开我，按一下「开始」。
posted-to-you = 您今天的名单发到我们的私聊里了。
posted-by = { $name }请您看看今天的名单：
