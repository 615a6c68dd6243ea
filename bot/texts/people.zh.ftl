## Being let in
stranger = 这是团队内部的销售助手。想加入的话，请向管理员要一个邀请链接。
group-private = 群里不显示客户资料，请在私聊里找我。
group-hello = 我是金句。群里我只答资料里的问题，客户的事请私聊我。
invite-made = 邀请已生成，七天内有效，只能用一次：
    { $link }
    把它转发给新同事即可。
invite-bad = 这个邀请用不了了（已被使用或已过期），请再要一个。
welcome-joined = { $name }，欢迎加入「{ $team }」。
not-allowed = 这件事要主管或管理员来做。
removed = { $name } 已移出团队，之后看不到任何资料。

## Invites and members
invite-role = 邀请成什么身份？
role-salesperson = 销售
role-manager = 主管
role-admin = 管理员
members-title = 「{ $team }」的成员
button-remove = 移出 { $name }
