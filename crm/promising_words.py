"""The vocabulary of promises: what people say when they give their word, and when they do not."""

import re

_WHO = (
    r"(?:客户|顾客|对方|他|她|[一-鿿]{1,4}"
    r"(?:姐|哥|总|伯|姨|叔|嫂|婶|老板|先生|女士|经理|阿姨|师傅|老师|主任|厂长))"
)
_THEM = rf"(?:您|你|{_WHO})"
SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;\n]?")
CLAUSE = re.compile(r"[，,、]|(?<=[a-z])\.\s")
QUOTED = re.compile(rf"^{_WHO}(?:刚|刚才)?说?\s*[:：]\s*(?!//)")
OWN_LINE = re.compile(r"^(?:我|本人|销售|客服|me)(?:说|回|答)?\s*[:：]\s*", re.IGNORECASE)
REMINDER = re.compile(r"提醒(?:一下)?我|叫我|remind me", re.IGNORECASE)

# --- what takes a promise back, or never was one ---

ASKS = re.compile(
    r"[吗么嘛]$|行不行|好不好|可不可以|能不能|是不是|成不成|方不方便|怎么样$|如何$|^要不|要不要|什么时候|怎么|哪天|几点|"
    r"(?:行|成|好|可以|方便)(?:吗|不|么)|^(?:can|could|shall|may|would|will) (?:i|we|you)\b|^would\b",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"^(?:您|你)?(?:看|觉得)?(?:行吗|行不行|好吗|好不好|可以吗|成吗|成不|怎么样|方便吗|方不方便|如何|没问题吧|合适吗|行吧)"
)
DENIAL = re.compile(
    r"不能|没法|没办法|无法|不敢|不保证|保证不了|不一定|不可能|来不及|不给|别|没说|没答应|没承诺|不了|没空|不用|不必|不会(?!变|涨|少|忘)|"
    r"can't|cannot|can not|won't|not able|unable|don't",
    re.IGNORECASE,
)
MAYBE = re.compile(
    r"可能|也许|说不定|看情况|大概|估计|应该|恐怕|怕是|没准|一般|通常|平时|probably|maybe|might",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"如果|要是|假如|万一|只要|的话|除非|要不是|有(?:什么)?问题|下单(?=我|就)|^if\b|\bif you\b", re.IGNORECASE
)
OTHERS = re.compile(
    r"(?:他们家?|别家|别的店|对手|隔壁|竞争|那家|人家|同行)(?:也)?(?:说|答应|承诺|保证|涨|明天|会|就|能)"
)
PAST = re.compile(
    r"已经|昨天|前天|昨晚|上周|上个?月|上回|上次|刚才|刚刚|之前说|yesterday|already", re.IGNORECASE
)

# --- the seller's word ---

TO_YOU = re.compile(
    r"(?:给|帮|替|为|跟|和|与|向|陪|约|请|带|邀)(?:您|你)(?!们?(?:说|讲)一)|"
    r"(?:发|送|寄|传|转|拿|交|交到|退|补|还|回|告诉|通知|联系|答复|回复|找|打给|留给|捎给|报给|发给|送给|寄给|到|去|到了)(?:您|你)|"
    r"(?:换|送|发|寄|新的)给(?:您|你)"
)
HOLDS = re.compile(
    r"(?:价|优惠|名额|折扣|政策).{0,12}(?:保留|留|不变|不会变|不涨|不会涨|有效|锁|冻结)|"
    r"(?:保留|锁定).{0,8}(?:价|优惠|名额|折扣)"
)
ACT = re.compile(
    r"送货|发货|到货|发出|寄出|寄到|寄回|送到|送上门|上门|装好|装上|修好|换好|办好|处理好|搞定|交付|结清|退款|退到|到(?:您|你)?账|"
    r"回话|回电|答复|回复|准备好|备好|理清楚|给方案|出方案|给准信|开好票|补发|寄过去|送过去|发过去|兑现|发走|寄走|"
    r"(?:准|一定|保证|肯定)(?:能)?(?:到|好|办|送|发|给)"
)
OUR_ACT = re.compile(
    r"去|来(?!说|看)|过去|过来|到|安排|确认|报价|打电话|寄|带|拜访|准备|送|发|装|修|换|办|调试|联系|陪|问清|申请|保养|盯"
)
WE = re.compile(r"我(?!家|妈|爸|老公|老婆)|咱|师傅|技术(?:员|部)?|厂里|这边|客服|公司")
SOME_TIME = re.compile(
    r"回头|改天|到时候?|有空.{0,4}给|一.{1,6}(?:我)?就(?:给|通知|告诉|发|送|联系)|尽快|第一时间"
)
FOR_YOU_TO_DO = re.compile(
    r"麻烦|烦请|请(?:您|你)(?!吃|喝|看|客)|^(?:那|就)?(?:您|你)(?!放心)(?!.*(?:我|师傅|给(?:您|你)))|"
    r"(?:您|你).{0,8}(?:发我|给我|把.{1,8}(?:发|给|寄|带))"
)

# --- notes: told of the seller, or of the customer ---

I_SAID = re.compile(
    rf"^(?:刚|我|已经|今天|刚刚|跟{_THEM}|和{_THEM}|记一?下|[：: ])*"
    r"(?:又)?(?:答应|承诺|保证|说好|约好|约定|说定)|"
    rf"我(?:刚)?(?:跟|对|和|给|向)?(?:{_THEM})?(?:也)?(?:说|讲|答应|承诺|保证)(?!不)"
)
THEY_SAID = re.compile(rf"^(?:刚才?)?(?!我){_WHO}(?:也|又|刚|都)?(?:说|讲|答应|承诺|保证|回话说)(?!不|没)")
AWAY = re.compile(r"出差|休息|放假|请假|不在|没空")
THINKS = re.compile(r"考虑|商量|太贵|便宜|再说|看看再|想想|犹豫|发工资|交钱")
"""What customers say when they put something off: a bare line with it is theirs."""
PLAN = re.compile(
    rf"(?:要|得|需要|记得).{{0,10}}(?:给|帮|替|跟|陪|联系|通知|回复){_WHO}|(?:给|帮|替){_WHO}(?:送|发|寄|回|打|带|办|装|修|换)"
)
CUSTOMER_ACT = re.compile(
    r"(?:我|他|她|给我|跟我).{0,12}(?:打|回|转|付|汇|给|签|寄|定|来|过来|答复|确认|拿)|"
    r"转过来|打过来|来店|来签|来取|来拿|来看|来试|过来|下单|付款|打款|回话|答复"
)
CUSTOMER_SAYS = re.compile(
    r"(?:我|我们|咱).*(?:(?:给|跟|转给|打给|找|回|寄给|发给|告诉|通知)(?:你|您)|"
    r"(?:转|付|汇|打)(?:钱|款|过去|过来)|过来|来签|签字|来店|来取|来拿|来提|下单|寄过去|去你(?:那|们)|到你(?:那|们))"
)
WANTS = re.compile(r"(?:给|发|送|寄|告诉|通知|打给|回)我(?!.*(?:给|告诉|找)(?:你|您))")
ASKS_US = re.compile(r"^(?:你|您)们?|(?:你|您)们?(?:上次|说|能|要|得|把|先)")

# --- English ---

ENGLISH_ACT = re.compile(
    r"\b(?:i will|i'll|we will|we'll|let me|i am going to|i'm going to|we are going to|i promise to)\b"
    r".*\b(?:send|bring|call|ring|hold|keep|reserve|deliver|get back|come|visit|pay|transfer|refund|return|"
    r"fix|repair|install|replace|confirm|let you know|reply|email|ship|sign|drop|pick|have it)\b",
    re.IGNORECASE,
)
ENGLISH_DENIAL = re.compile(r"\b(?:not|never)\b", re.IGNORECASE)
