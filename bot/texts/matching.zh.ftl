## Who a sender is
match-kept = 记住了，以后这个账号就是 { $name }。
match-who = 「{ $name }」是哪位客户？选一次，以后就认得。
match-new = 新客户 { $name }
contact-new = 通讯录里没有这位：{ $name } { $phone }
contact-known = 这位已经在您的客户里。
button-contact-new = 建成客户
