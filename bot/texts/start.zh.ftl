## First steps
start =
    { $name }，把客户刚说的话发给我，我马上给您能直接发的回复。

    试试看，按下面这句：
start-sample = 客户说：修一修还能用，新的太贵了
help =
    把客户的原话发给我（可以以「客户说」开头），我给您两句能直接发的话、理由和下一步。
    您自己的补充（在售型号、价格、抵扣）另起一句写上，我会算进去。

    查客户：直接发名字、拼音首字母或手机尾号
    问资料：直接问，比如「客户为什么会流失」
    记一笔：「记一下 张大伯下周三来试骑」
    接着聊：「他还是说太贵」「换个温和的」「再短点」「那要是他老婆也在呢」
    写文案：「卖电动车，帮我写条朋友圈」，或发 /copy
    传文件：资料或客户表，直接发给我

    命令
    /new 新客户　/c 查客户　/note 记一笔
    /copy 写文案　/quiz 每天三道题
    /list 最近的客户　/unpin 放下当前客户
    /today 今天先联系谁　/value 怎么待这位客户
    /pipeline 商机看板　/records 记录、报表、交接
    /promises 答应客户的事　/remind 提醒
    /winback 该挽回的　/digest 早报和免打扰
    /pipeline 商机看板
    /docs 资料　/import 导入　/export 导出
    /forget 删除客户　/invite 邀请同事　/cancel 取消
cancelled = 好，不做了。
nothing-to-cancel = 现在没有进行中的事。

command-start = 开始
command-help = 怎么用
command-new = 新客户
command-c = 查客户
command-note = 给当前客户记一笔
command-list = 最近的客户
command-unpin = 放下当前客户
command-copy = 写文案
command-quiz = 每天三道题
command-docs = 资料清单
command-import = 导入客户表
command-export = 导出客户
command-forget = 删除一个客户
command-invite = 邀请同事
command-members = 团队成员
command-cancel = 取消正在做的事
