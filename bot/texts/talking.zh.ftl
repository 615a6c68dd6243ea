## Free conversation
talk-worded = 模型查了您的客户和资料
talk-proposal = 给 { $name } 记一笔：{ $text }
talk-confirm = 记到 { $name } 名下
