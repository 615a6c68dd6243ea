## Requests in plain words
request-name = 名字
request-phone = 电话
request-address = 地址
request-birthday = 生日
request-household = 家人
request-purchases = 买过什么
request-spent-title = 买了多少
request-spent = 一共买过{ $count }次，合计{ $amount }
request-last = 最近往来
request-promises = 答应过的事
request-deals = 在谈的单子
request-personality = 怎么相处
request-work = 单位
request-deciders = 谁说了算
request-consent = 能不能联系
request-notes = 备注
request-consent-unknown = 没问过
request-consent-granted = 可以
request-consent-refused = 客户不让
request-not-on-file = 还没记过。知道了就点「记一笔」，下次一问就有。
request-card = 看客户卡
request-whose = 您问的是哪位客户？点一下，或者发名字。
request-sum = { $steps } = { $result }
request-outcome = 那几句话后来怎么样？点一下，以后我好知道哪些话管用。
request-his-words = 把客户的原话发我，或者直接转发过来，我给您能马上发的话。
request-another = 换一句
