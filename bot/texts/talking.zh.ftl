## Free conversation
talk-worded = 模型查了您的客户和资料
talk-proposal-note = 给 { $name } 记一笔：{ $text }
talk-proposal-reminder = 到时提醒您（{ $name }）：{ $text }
talk-proposal-promise = 记进答应 { $name } 的事：{ $text }
talk-proposal-next-step = { $name } 的商机，下一步改成：{ $text }
talk-confirm-note = 记到 { $name } 名下
talk-confirm-reminder = 提醒我（{ $name }）
talk-confirm-promise = 记下承诺（{ $name }）
talk-confirm-next-step = 改下一步（{ $name }）
talk-done-note = 记下了（{ $name }）。
talk-done-reminder = 好，到时提醒您（{ $name }）。
talk-done-promise = 已记进承诺（{ $name }），到点提醒您。
talk-done-next-step = 下一步改好了（{ $name }）。
