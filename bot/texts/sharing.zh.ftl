## A colleague's customer
shared-colleagues = 这位是同事在跟的客户，上面是通用的话。想接手，请主管定。
button-shared-ask = 请主管定
shared-asking = { $asker } 收到了 { $customer } 的消息，想接手。这位现在由 { $owner } 跟。
button-shared-give = 看前情，交给 { $name }
button-shared-stay = 还由原来的人跟
shared-asked = 已经请主管定了，有结果就告诉您。
shared-no-manager = 团队里还没有主管用金句，请当面跟主管说一声。
shared-yours = 这位已经是您的客户了。
shared-stays = 好，{ $customer } 还由原来的人跟，已经告诉对方。
shared-refused = 您问的那位客户，主管定了还由同事跟。有消息转给同事就好。
