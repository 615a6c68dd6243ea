## What became of the lines
feedback-kept = 记下了
dislike-stiff = 太生硬
dislike-unfitting = 不合这位客户
dislike-wrong = 说得不对
dislike-other = 别的原因
outcome-replied = 客户回了
outcome-won = 成交了
outcome-silent = 没回音
button-share = 发到聊天
tone-warm = 暖一点
tone-direct = 直接说
tone-expert = 摆事实
tone-light = 轻松点
