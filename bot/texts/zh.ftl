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
    接着聊：「他还是说太贵」「换个温和的」「再短点」「那要是他老婆也在呢」
    写文案：「卖电动车，帮我写条朋友圈」，或发 /copy
    传文件：资料或客户表，直接发给我

    命令
    /new 新客户　/c 查客户　/note 记一笔
    /copy 写文案　/quiz 每天三道题
    /list 最近的客户　/unpin 放下当前客户
    /today 今天先联系谁　/value 怎么待这位客户
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

## Advice
advice-why = { $why }
advice-next = 下一步：{ $next }
advice-for = { $customer } · { $topic }
advice-plain = 给客户的话
advice-unsure = 客户更像是哪一种意思？
advice-no-play = 这句话我没有把握，先给您一句稳妥的。
advice-none = 这句我还没有合适的话。说说客户在意什么，或者补一句产品和价格，我再试。
advice-stated = 您补充的「{ $facts }」已算进去，发出前请再核对一眼。
model-worded = 以上由模型换了说法，事实没变，数字都核对过。
model-failed = 模型这次没答上来，上面的话照用。
model-rejected = 模型的说法没通过核对，上面的话照用。
button-first = 回到第一版
button-model = 看改写后的
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

## Copy studio
copy-head = 文案
copy-ask-product = 要给什么东西写文案？发个名字，比如「电动车」，也可以连优点和价格一起发。
copy-ask-advantage = 「{ $name }」好在哪一点？一句话，只写真的。
copy-ask-audience = 写给谁看、给谁用？
copy-ask-channel = 用在哪里？
copy-ask-price = 卖多少钱？发个数字。
copy-ask-market = 这个价跟市面比？
copy-placeholder = 一句话就好
copy-family = 为了家人
copy-deserve = 这是该有的
copy-driver = 说清好处
copy-honest = 实话实说
copy-plain-cheap = 几百元以上、比市面贵的东西，才用得上「为了家人」「这是该有的」那种写法；这个价位直说好处就好。
copy-plain-fair = 价格不高于市面，不用替客户解心结，直说好处就好。
copy-plain-price = 还不知道价格，先按直说好处写。补上价格，几百元以上又比市面贵的，我再给另外两种写法。
copy-plain-company = 写给单位的不打感情牌，只说好处和下一步。
copy-market-assumed = 我当它比市面一般的贵。不贵的话，点「价格」改一下。
copy-no-advantage = 还没写优点。补一个真的优点，话会更有劲。
copy-nothing = 这几样情况的文案都给过您了，换个优点或换个地方再试。
copy-stated = 优点和价格是您说的，我记下了；发出前请再核对一眼。
button-copy-again = 换一组
button-copy-shorter = 短一点
button-copy-product = 换东西
button-copy-advantage = 优点
button-copy-audience = 写给谁
button-copy-channel = 用在哪
button-copy-price = 价格
button-copy-market = 跟市面比
button-copy-skip = 先不写
button-market-dear = 比一般的贵
button-market-fair = 差不多
button-market-unknown = 不清楚

## Quiz
quiz-title = 今日练习 { $number }/{ $count } · { $title }
quiz-multiple = （多选，选好后按「交卷」）
quiz-true = 对
quiz-false = 错
quiz-right = 答对了。
quiz-wrong = 正确答案：{ $answer }
quiz-explain = 为什么：{ $text }
quiz-contested = 我们的看法：{ $text }
quiz-source = 出处：{ $reference }
quiz-choose-first = 先选一个再交卷。
quiz-done = 今天的 { $count } 题做完了，明天再来。
quiz-week = 本周 { $answered } 题，答对 { $right } 题。
quiz-old = 这一题不是今天的了。发 /quiz 做今天的。
button-quiz-submit = 交卷
button-quiz-next = 下一题

## One message for four ways of thinking
walk-title = 同一个意思，四种说法
walk-analyst = 爱看数的
walk-organiser = 爱按步骤的
walk-relator = 看重人情的
walk-visionary = 看大局的
walk-short = 这句话目前凑不齐四种说法，补充一点客户的情况再试试。
button-walk = 四种说法

## Answers from the material
answer-title = 资料里这样说：
answer-refused = 资料里没有这个内容。
answer-nearest = 资料里接近的有：{ $topics }
answer-general = 通用销售知识，非贵司资料
answer-no-documents = 还没有资料。把公司的文件发给我（txt、md、html、pdf、docx、pptx、xlsx、csv），我就能据此回答。
sources-title = 依据
sources-none = 这条没有引用资料。
source-card = 内置打法「{ $title }」
source-reference = 出处：{ $reference }

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

## The funnel
command-pipeline = 商机看板
pipeline-title = 商机看板
pipeline-empty = 手上还没有商机。先把客户找出来，再按「新商机」。
pipeline-forecast = 加权预测 { $amount }（其中本月已成交 { $closed }）
pipeline-range = { $share } 的可能落在 { $low } 到 { $high } 之间；在手 { $deals } 个，共 { $amount }
pipeline-unpriced = 有 { $count } 个还没填金额，没算进去
pipeline-target-met = 目标已经达到了。
pipeline-cover-enough = 离目标差 { $gap }，在手商机是缺口的 { $ratio } 倍，够用
pipeline-cover-missing = 离目标差 { $gap }，在手商机只是缺口的 { $ratio } 倍，还要再找 { $missing } 的商机
pipeline-bad-target = 目标写个数就行，比如「/pipeline 50000」。
pipeline-week = 这七天：新增 { $opened }，成交 { $won }（{ $amount }），没成 { $lost }
pipeline-week-before = 前七天：新增 { $opened }，成交 { $won }（{ $amount }），没成 { $lost }
pipeline-outside = 本月有 { $count } 笔不是从商机来的，共 { $amount }
pipeline-stuck = { $count } 个好些天没动静了
pipeline-no-next-step = { $count } 个还没约好下一步
pipeline-overdue = { $count } 个已过预计成交日
pipeline-stage = { $stage }（{ $rate }）{ $count } 个
stage-lead_in = 线索
stage-contacted = 已接触
stage-need_confirmed = 需求已确认
stage-proposal = 已报方案
stage-negotiation = 在谈条件
stage-commitment = 口头答应
deal-stage = { $stage } · 成交率 { $rate } · { $amount }
deal-won = 已成交 · { $amount }
deal-lost = 没成 · { $amount }
deal-expected = 预计 { $day } 成交
deal-next = 下一步：{ $next }
deal-next-none = 还没约
deal-stuck = { $days } 天没有动静了
deal-no-next-step = { $days } 天没约下一步了
deal-overdue = 过了预计成交日 { $days } 天
deal-no-amount-yet = 金额未填
deal-no-amount = 先填上金额，再记成交。
deal-closed = 这个商机已经结束了。
deal-nothing = 没看出是什么商机，再说一句？比如「A3电动车 3800」。
deal-bad-amount = 金额写个数就行，比如「3800」或「1.2万」。
deal-no-customer = 先把客户找出来（直接发名字），再按「新商机」。
deal-new-ask = { $name } 的新商机是什么？大概多少钱？比如「A3电动车 3800」。
deal-new-placeholder = 东西 金额
deal-next-ask = 下一步约的是什么？说得越具体越好，比如「周六上午来店试骑」。
deal-amount-ask = 大概多少钱？比如「3800」或「1.2万」。
deal-placeholder = 写一句就好
deal-win-confirm = { $name } 的「{ $title }」成交了，{ $amount }？确认后记成一笔购买。
deal-lose-why = 「{ $title }」没成，主要是因为什么？
button-deal-new = ＋ 新商机
button-deal-won = 成交
button-deal-won-yes = 确认成交
button-deal-lost = 没成
button-deal-reopen = 重新跟进
button-deal-next = 约下一步
button-deal-amount = 改金额
button-deal-customer = 看客户
reason-rival = 对手抢走
reason-price = 价格
reason-influence = 身边人劝阻
reason-complaint = 投诉没处理好
reason-neglected = 没照顾到需要
reason-lost_contact = 联系不上
reason-other = 别的原因

# --- what was asked and not found ---
command-asked = 没答上来的问题
asked-none = 没有等着回答的问题。
asked-title = 大家问过、资料里没有的
asked-line = { $number }. { $question }（问过 { $times } 次）
button-asked-write = { $number } 写答案
button-asked-drop = { $number } 不用答
asked-write = 「{ $question }」怎么回答？直接发文字，以后有人问就用它答。
asked-placeholder = 写下答案
asked-done = 收下了，现在问就能答上来。
asked-dropped = 好，这个问题不再提醒。
answer-empty = 答案太短了，再写具体一点？
answer-long = 答案太长了，最多 { $limit } 字；更长的请存成文件发来。
validity-order = 「{ $name }」的截止日期比开始日期还早，请改一下。
document-several = 叫「{ $name }」的资料不止一份，请用编号：{ $ids }

## Value and the day
command-value = 客户值得花多少心思
command-today = 今天先联系谁
value-title = { $name } · 怎么看、怎么待
value-kind = 投入
value-quadrant = 相处
value-stage = 阶段
value-phase = 关系
value-tier = 分级
value-churn = 流失可能
value-money = 价值（{ $sure }）
value-historical = 至今约 { $amount }
value-current = 今后约 { $amount }（已减服务成本）
value-potential = 一年还能多约 { $amount }
value-gap = 同类客户 { $share } 在买{ $category }，这位还没有
value-perceived = 客户感受 { $value }（有依据的部分占 { $sure }）
value-level = 联系深度
value-tie = 下一步该结的缘
value-loyalty = 忠诚
value-pruning = 去留
value-runs-out = { $product } 约 { $day } 该补（{ $reason }）
value-changed = 和上次看相比有变化：{ $names }
value-no-customer = 先把客户找出来（直接发名字），再发 /value。
button-value = 价值
button-reasons = 看理由
button-survey = 问问感受
button-skip = 跳过
button-survey-end = 先到这里
survey-question = 第 { $number } 题，共 { $total } 题
survey-scale = 1 很不满意　5 很满意
survey-done = 都记下了，谢谢。
today-title = 今天先联系这 { $count } 位
today-empty = 今天没有要赶的事。可以挑一位好久没聊的，问声好。
today-no-line = 按您的话说就好。
today-contacted = 已联系。{ $reason }
button-contacted = 已联系
button-today = 今日清单
