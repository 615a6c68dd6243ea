## Photographed price lists
picture-prices-unread = 有 { $count } 行没看准价格：{ $lines }
picture-prices-manager = 目录里的价由店长改。要改，把这张图发给店长。
button-prices-catalog = 改目录里的价（{ $count } 行）
catalog-photo-none = 图里的货名跟目录里的都对不上。目录里叫什么，照着写一份表格发来，/catalog 里能导入。
catalog-photo-unknown = 有 { $count } 样目录里没有，这回不动：{ $names }。新货要带成本，请用表格导入。
