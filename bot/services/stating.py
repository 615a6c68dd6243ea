"""Lines of prices that a seller types on their own: 在售A3，目录价3800，旧车抵300."""

import re

_LONGEST = 120
_CLAUSES = re.compile(r"[，,。;；、\n]+")
_PRICED = re.compile(
    r"(?:目录价|标价|原价|定价|零售价|售价|现价|活动价|到手价?|报价|价格|单价|总价"
    r"|首付|月供|月费|月租|租金|定金|押金|运费"
    r"|安装费|抵扣?|折价|优惠|立减|减免?|list price|trade-in)"
    r"(?:是|为|了|价)?[:： ]*[¥￥]?\d+(?:\.\d+)?(?:元|块钱?)?$",
    re.IGNORECASE,
)
_STATED = re.compile(r"^(?:在售|在卖|主推|现推|主打|现货|有现货|库存|保修|质保|赠送?|送|包安装|包送|含)")
_SOMEBODY = re.compile(
    r"[你您我咱他她？?吗呢吧]|客户|顾客|人家|别家|隔壁|对手|贵|便宜|能不能|可以|怎么|多少"
    r"|最低|底价|成本"
)
_QUESTION_OR_ORDER = re.compile(
    r"[，。！？,!?;；:：\n]|^把|[转移交]给|今天|明天|昨天|上次|什么|怎么|多少|几个|谁|哪|吗|为啥|我|你|您"
    r"|\b(?:to|me|my|is|are|how|what|who|when|why|please|show|give|tell)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 24


def states_prices(text: str) -> bool:
    """Whether a typed line holds nothing but the seller's own prices and conditions.

    At least one clause gives a labelled price, and every other one opens as only a seller's does. A
    question, a person or a judgement (贵) in it makes it somebody's words; floors and costs are left
    alone, since no line may hold them.
    """
    plain = text.strip()
    if not plain or len(plain) > _LONGEST or _SOMEBODY.search(plain):
        return False
    clauses = [clause.strip() for clause in _CLAUSES.split(plain) if clause.strip()]
    priced = [bool(_PRICED.search(clause)) for clause in clauses]
    return any(priced) and all(
        is_priced or _STATED.match(clause) for is_priced, clause in zip(priced, clauses, strict=True)
    )


def may_be_a_name(text: str) -> bool:
    """Whether a new customer could be called so: a sentence or a question is nobody's name."""
    return len(text) <= _LONGEST_NAME and not _QUESTION_OR_ORDER.search(text)
