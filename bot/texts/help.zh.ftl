## Help by topic
help =
    客户说了什么，原样发给我或转发给我，我给您两句能直接发的话。
    想查谁就发名字，想问资料就直接问。

    先按一下试试，再看想知道的：
button-help-lines = 接话术
button-help-customers = 客户
button-help-offers = 报价
button-help-material = 资料
button-help-day = 每天
button-help-copy = 文案与练习
button-help-team = 团队
button-help-privacy = 隐私
button-help-back = 返回

help-lines-title = 接话术
help-lines =
    转发客户的消息，或者打「客户说：再便宜点」。一口气转好几条，只算一件事。
    您知道的型号、价格、抵扣另起一句写上，我会算进去。

    接着聊：「他还是说太贵」「再短点」「那要是他老婆也在呢」。
    换一句、温和点、短一点，按话下面的按钮就行。

    在别的聊天里打 @ 和我的名字，再打「太贵了」，话就列出来，点一下就发。
    语音和图片：接了大模型才听得懂、看得懂。
    /secretary 秘书模式：客户来信先拟好，您点了才发
help-customers-title = 客户
help-customers =
    查：直接发名字、拼音首字母或手机尾号
    建：/new，一句话说说是谁就行
    记：「记一下 张大伯下周三来试骑」
    发名片、转发聊天，也能对上客户。

    /list 最近的客户　/unpin 放下当前客户
    /value 怎么待这位客户　/pipeline 商机看板
    /import 导入客户表　/export 导出
help-offers-title = 报价
help-offers =
    /offer 按公司目录给当前客户配报价，最多三个，都是算出来的
    直接说也行：「他想要便宜点的宽带加手机」「两辆A3加一个头盔」
    客户嫌贵、问价时，建议下面会写「现在能报」，点「报价」看整套
    用量记进去配得更准：/offer 里点「用量」
    再让一点：自己权限内当场定，超了要写理由交经理批
    「报价单」出一份PDF，可以直接发给客户
    /catalog 看目录、活动和成交情况

help-material-title = 资料
help-material =
    把产品手册、价目表、售后政策直接发给我，我来读。
    然后像问同事一样问：「电池保修多久」。答案带出处，按「依据」看原文。
    资料里没有的，我会直说没有。

    /docs 看有哪些资料、换新版本
help-day-title = 每天
help-day =
    /today 今天先联系谁，话也备好了
    /promises 答应客户的事，到点提醒
    /remind 提醒，比如「明天下午三点提醒我给张大伯回话」
    /winback 该挽回的客户
    /digest 早报几点发、免打扰、时区
    /settings 语气、每次几句、客户卡先遮住
help-copy-title = 文案与练习
help-copy =
    写文案：「卖电动车，帮我写条朋友圈」，或发 /copy
    朋友圈、短信、一对一的话都能写，写好就能复制。

    /quiz 每天三道题，练练接话
help-team-title = 团队
help-team =
    /team 团队一周：用了多少、最常遇到什么、承诺兑现没有
    /members 成员，也在这里移除人
    /invite 邀请同事，链接只能用一次
    /records 报表、合并重复客户、交接
    /catalog 产品目录和活动
    /asked 没答上来的问题，您答一次全队都能用
help-privacy-title = 隐私
help-privacy =
    客户资料只在团队自己的库里，您只看得到自己的客户；群里我不说客户的事。
    客户在旁边时，客户卡上按「遮住」，电话、金额和备注就收起来。
    接了大模型时，主管可以不让客户资料发过去。

    /forget 删除客户，连记录一起删干净
    /secretary 随时关掉秘书模式
    /cancel 取消正在做的事
