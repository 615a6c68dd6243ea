## Answers that wait for the manager
button-know = 我知道答案
proposed-kept = 收下了，交给主管看一眼，通过以后大家都能问到。
proposed-none = 没有等着审的答案。
proposed-title = 等您审的答案（{ $count }）
proposed-by = { $name } 写的
button-approve = 通过
button-reject = 不用
proposed-approved = 通过了，现在问就能答上来。
proposed-rejected = 好，这条不用。
proposed-approved-yours = 您写的「{ $question }」的答案通过了，大家现在都能问到，谢谢您。
proposed-rejected-yours = 您写的「{ $question }」的答案这次没有用上。想知道原因可以问问主管。
proposed-decided = 这条已经处理过了。
