# What the bot itself says, in Chinese. One message a sentence; braces are filled by code.
# Lines for customers do not live here: they are plays.

## Being let in
stranger = 这是团队内部的销售助手。想加入的话，请向管理员要一个邀请链接。
group-private = 群里不显示客户资料，请在私聊里找我。
group-hello = 我是金句。群里我只答资料里的问题，客户的事请私聊我。
invite-made = 邀请已生成，七天内有效，只能用一次：
    { $link }
    把它转发给新同事即可。
invite-bad = 这个邀请用不了了（已被使用或已过期），请再要一个。
welcome-joined = { $name }，欢迎加入「{ $team }」。
not-allowed = 这件事要主管或管理员来做。
removed = { $name } 已移出团队，之后看不到任何资料。

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
    传文件：资料或客户表，直接发给我

    命令
    /new 新客户　/c 查客户　/note 记一笔
    /list 最近的客户　/unpin 放下当前客户
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
command-docs = 资料清单
command-import = 导入客户表
command-export = 导出客户
command-forget = 删除一个客户
command-invite = 邀请同事
command-members = 团队成员
command-cancel = 取消正在做的事

## Advice
advice-why = { $why }
advice-next = 下一步：{ $next }
advice-for = { $customer } · { $topic }
advice-plain = 给客户的话
advice-unsure = 客户更像是哪一种意思？
advice-no-play = 这句话我没有把握，先给您一句稳妥的。
advice-none = 这句我还没有合适的话。说说客户在意什么，或者补一句产品和价格，我再试。
advice-stated = 您补充的「{ $facts }」已算进去，发出前请再核对一眼。
button-copy = 复制 { $number }
button-again = 换一句
button-softer = 温和点
button-shorter = 短一点
button-bolder = 干脆点
button-sources = 依据
button-supplement = 补充产品和价格
button-back = 返回
supplement-ask = 发一句您知道的情况，比如「在售A3，目录价3800，旧车抵300」。
supplement-placeholder = 在售型号、价格、抵扣……
small-talk = 我在。把客户刚说的话发给我，或者问我资料里的事。
old-button = 这个按钮太久了，请把客户的话再发一次。
no-more = 这个情况的话都给过您了，补充一点客户的情况再试试。

## Answers from the material
answer-title = 资料里这样说：
answer-refused = 资料里没有这个内容。
answer-nearest = 资料里接近的有：{ $topics }
answer-general = 通用销售知识，非贵司资料
answer-no-documents = 还没有资料。把公司的文件发给我（txt、md、html、pdf、docx、pptx、xlsx、csv），我就能据此回答。
sources-title = 依据
sources-none = 这条没有引用资料。
source-card = 内置打法「{ $title }」（{ $reference }）

## Customers
customer-none = 没有找到「{ $name }」。
customer-none-hint = 没有找到「{ $name }」。要新建吗？
customer-several = 有几位「{ $name }」，是哪一位？
customer-like = 没有叫「{ $name }」的客户，是不是这几位？
customer-list = 最近的客户
customer-list-empty = 还没有客户。发 /new 新建，或把客户表发给我导入。
customer-pinned = 当前客户：{ $name }。接下来的话都按这位客户来答。
customer-unpinned = 好，已放下当前客户。
customer-ask-which = 要看哪一位客户？发名字、拼音首字母或手机尾号都行。
customer-ask-placeholder = 名字、首字母或手机尾号
card-phone = 电话
card-address = 地址
card-company = 单位
card-household = 家人
card-roles = 决策人
card-personality = 相处
card-tags = 标签
card-notes = 备注
card-purchases = 买过
card-touchpoints = 最近往来
card-promises = 答应过
card-opportunities = 商机
card-do-not-contact = 客户要求不要联系
card-has-say = 说了算
button-behaviour = 相处方式
button-channels = 联系方式
behaviour-ask = 今天看到的{ $name }更像哪一种？记的是当天的观察，不是定论。
channels-title = { $name } 的联系方式，点一下切换：
channel-allowed = 可以联系
channel-refused = 不要联系
channel-phone = 电话
channel-sms = 短信
channel-wechat = 微信
channel-telegram = Telegram
channel-email = 邮件
channel-visit = 上门
button-do-not-contact = 客户要求都不要联系
button-contact-again = 可以重新联系
button-household = 记为家人：{ $people }
household-saved = { $name } 的家人：{ $people }
advice-no-contact = 客户要求过不要主动联系，只在客户找您时回。
button-pin = 设为当前客户
button-note = 记一笔
button-forget = 删除
button-new-named = 新建「{ $name }」
button-discreet = 遮住
button-more = 更多
button-short = 收起
button-full = 显示全部

new-ask = 说说这位客户，一句话就行，比如「张大伯 13800000001 有个孙女小米 骑旧电动车」。
new-placeholder = 姓名 电话 家人 情况
new-saved = 已建好，并设为当前客户。
new-nothing = 没看出名字或电话，再说一句？比如「王姐 138…… 开小吃店」。
new-same = 可能已经有了：
button-new-anyway = 是另一位，照样新建
note-ask = 要给{ $name }记什么？
note-placeholder = 写一句就好
note-no-customer = 先说是哪位客户：发名字把客户找出来，再记。
note-saved = 记下了（{ $name }）。
note-confirm = 记到{ $name }名下？
    「{ $text }」
button-yes = 记下
button-no = 不用

forget-ask = 要删除哪位客户？
forget-confirm =
    要彻底删除「{ $name }」吗？资料、{ $purchases } 条购买、{ $touchpoints } 条往来、{ $promises } 个约定都会清除，不能恢复。
button-forget-yes = 彻底删除
forget-done = 已彻底删除。

## Files
file-reading = 正在读「{ $name }」……
file-which = 「{ $name }」要怎么用？
button-file-customers = 导入为客户表
button-file-material = 收为资料
material-new = 收下了「{ $name }」：{ $chunks } 段，现在就能问。
material-same = 「{ $name }」之前已经收过，没有变化。
docs-title = 资料（{ $count } 份）
docs-line = { $title }（{ $chunks } 段）
import-ask = 把客户表（CSV、XLSX 或本系统导出的 JSON）直接发给我。
import-preview = 「{ $name }」共 { $rows } 行：可导入 { $new } 位，疑似已有 { $duplicates } 位，有问题 { $rejected } 行。
import-columns = 列的对应：{ $columns }
button-import-merge = 导入，重复的合并
button-import-skip = 导入，重复的跳过
import-done = 导入完成：新增 { $added } 位，合并 { $merged } 位，跳过 { $skipped } 位。
import-rejected = 有 { $count } 行没有导入，原因写在文件里，改好后可以再发给我。
import-gone = 这次导入已经处理过了，或文件已不在，请再发一次。
export-choose = 导出成哪种？
export-done = 客户资料，共 { $count } 位。请妥善保管。
export-empty = 还没有客户可以导出。

## Invites and members
invite-role = 邀请成什么身份？
role-salesperson = 销售
role-manager = 主管
role-admin = 管理员
members-title = 「{ $team }」的成员
button-remove = 移出 { $name }

## What went wrong
empty-text = 没看到文字。把客户说的话发给我就行。
only-emoji = 只有表情我看不出意思，加一句客户的话吧。
too-long = 这段太长了，我先看前面八千字。
unsupported-voice = 我还听不了语音（需要配置语言模型）。请把意思打成一句话发给我。
unsupported-photo = 我还看不了图片（需要配置语言模型）。请把图里客户的话打出来或复制给我。
unsupported-other = 这种消息我还用不上。把客户的话用文字发给我吧。
unknown-command = 没有这个命令。发 /help 看能做什么。
not-found = 没有找到，可能已经删除。
conflict = 这份资料刚被别人改过，请再看一眼后重试。
failed = 刚才这条没处理成功，内容已经留存，没有丢。请稍后再发一次。
refused-encrypted = 「{ $name }」有密码，打不开。请去掉密码后再发。
refused-scanned_only = 「{ $name }」是扫描件，里面没有文字。请发有文字的版本。
refused-broken = 「{ $name }」已损坏，打不开。
refused-too_big = 「{ $name }」太大了，最大 20 MB。
refused-bomb = 「{ $name }」解压后大得不正常，为安全起见没有打开。
refused-not_what_it_says = 「{ $name }」的内容和它的后缀名对不上，没有打开。
refused-empty = 「{ $name }」里没有内容。
refused-unsupported = 「{ $name }」这种格式用不了。可以发 txt、md、html、pdf、docx、pptx、xlsx、csv。
refused-too_many_pages = 「{ $name }」页数太多，请拆开再发。
refused-timeout = 「{ $name }」读得太久，没有读完。请拆小一点再发。
refused-macros = 「{ $name }」带有宏，为安全起见没有打开。请另存为不带宏的文件。
refused-other = 「{ $name }」用不了：{ $reason }
persona-stranger = 路人
persona-not-in = 未加入
backup_unreadable = 这个文件不是备份，读不出来。
backup_damaged = 备份已损坏，没有恢复任何内容。
target_not_empty = 目标里已经有数据。确定要覆盖的话，请加 --force。
file-missing = 找不到「{ $name }」。
bad_case = 「{ $name }」不是一条评测用例。
bad-field = 「{ $field }」的内容填得不对，请检查后再试。
export-form = 不能导出成「{ $form }」，可以是：{ $forms }。
no-salesperson = 没有叫「{ $name }」的同事。可选：{ $names }
several-salespeople = 叫「{ $name }」的同事不止一位：{ $names }
newer_format = 「{ $name }」是更新的版本导出的，请先升级。
webapp = 金句

## Relations and ages
relation-spouse = 爱人
relation-child = 孩子
relation-son = 儿子
relation-daughter = 女儿
relation-grandchild = 孙辈
relation-grandson = 孙子
relation-granddaughter = 孙女
relation-parent = 父母
relation-father = 父亲
relation-mother = 母亲
relation-sibling = 兄弟姐妹
relation-companion = 同伴
relation-other = 家人
age-infant = 婴幼儿
age-preschool = 学龄前
age-school = 上小学
age-teen = 上中学
age-adult = 成年
age-senior = 老人
