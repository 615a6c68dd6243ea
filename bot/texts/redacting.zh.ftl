## Names of erased customers in other records
forget-mentioned = 另外 { $count } 位客户的记录里提到了这位：{ $names }。
button-forget-redact = 删除，别处的名字也涂掉
forget-done-redacted = 已彻底删除，{ $count } 位客户的记录里的名字也涂掉了。
