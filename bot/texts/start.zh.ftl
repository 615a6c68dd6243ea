## First steps
start =
    { $name }，客户说了什么，转发、粘贴或打给我都行，我马上给您能直接发的回复。

    先试一句，按这里：
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

button-start-customers = 带上我的客户
start-customers-title = 客户怎么进来
start-customers =
    • 通讯录：点输入框旁的回形针，选「联系人」，发给我就建好。
    • 表格：把 Excel 或 CSV 直接发给我，先看预览再存。
    • 一句话：比如「新客户 王姐 13800000000 喜欢喝茶」。

    不急，以后随时都行；没有客户也能先用。
