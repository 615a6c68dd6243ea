## Secretary mode
command-secretary = 秘书模式
secretary-title = 秘书模式
secretary-consent =
    您把我接到了自己的账号上。

    打开后，客户发来的话我会读一遍，有话可回时把两条草稿放到这里，您点了「发送」我才发。
    不点，我什么都不发。群聊和您自己发的话我不看。
secretary-none =
    还没有接到您的账号。

    打开方法：Telegram 设置 → Telegram 商务版 → 聊天机器人，填上我的用户名，勾选「回复消息」。
secretary-is-on = 已打开：客户来话，草稿会放到这里，点了才发。
secretary-is-off = 已关闭：我不看客户发来的话。
secretary-privacy =
    我只看您接进来的一对一聊天；没有可回的就不出声。
    语音和图片要接了大模型才读，读完不留原件。
    客户撤回的话，我这里也一起抹掉。删除客户时，和他有关的草稿一起删除。
    随时可以在这里关掉，也可以对某一位客户单独关掉。
secretary-from = { $name } 发来
secretary-edited = 改好了，发给 { $name } 吗？
secretary-edit-ask = 发我您想说的话，我给您看一眼再发。
secretary-edit-placeholder = 您想怎么说……
secretary-sent = 已发给 { $name }：
secretary-dropped = 这条不发了。
secretary-answered = 您已经自己回了 { $name }。
secretary-deleted = { $name } 撤回了这句话。
secretary-muted = 好，{ $name } 的消息我不再提示。要恢复，随时到 /secretary 打开。
secretary-who = 「{ $name }」是哪位客户？选一次，以后就认得了。
secretary-refused-done = 这条已经处理过了，没有重复发。
secretary-refused-disconnected = 账号没有接上或已关闭，没有发出去。可以复制了自己发，或到 /secretary 打开。
secretary-refused-no_right = Telegram 没给我「回复消息」的权限，没有发出去。到 设置 → 聊天机器人 里勾上就能发。
secretary-refused-too_late = 客户上次说话已过二十四小时，Telegram 不让我代发了。请复制了自己发。
secretary-failed = 刚才那条没发出去：Telegram 没有接受。请复制了自己发。
secretary-gone = 已断开，我不再看您的聊天。
button-send = 发送 { $number }
button-edit-line = 改一改
button-not-this = 不用
button-who = 这是谁？
button-mute = 这位不再提示
button-secretary-on = 打开
button-secretary-off = 关掉
button-not-now = 先不用
button-unmute = 恢复全部提示
secretary-unread-voice = { $name } 发来一段语音。{ $why }
secretary-unread-picture = { $name } 发来一张图片。{ $why }
