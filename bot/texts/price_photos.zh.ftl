## Photographed price lists
button-prices-pass = 交给经理更新目录
prices-new = 目录里原来没有、这次新加：{ $names }。图上没有成本，先按售价记；用表格补上成本，再拿去报价。
prices-unread = 没读准、不放进目录：{ $names }
prices-from = { $name }拍来一份价目表，请您过目：
prices-passed = 已经交给经理了，经理确认后才生效。
prices-no-manager = 团队里还没有能收消息的经理。可以先存成资料，再把图发我一次就行。
refused-prices-outdated = 目录在这之后又换过一版，这次没有改动。请把照片再发一次，看过新的对比再生效。
refused-prices-none = 这张图里没有一行能读成价格，没法更新目录。换一张清楚的试试，或发表格来。
