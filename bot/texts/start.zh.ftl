## First steps
start =
    { $name }，把客户刚说的话发给我，我马上给您能直接发的回复。

    试试看，按下面这句：
start-sample = 客户说：修一修还能用，新的太贵了
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
