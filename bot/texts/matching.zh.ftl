## Who a sender is
match-kept = 记住了，以后这个账号就是 { $name }。
