"""What an amount is called in the words beside it: 目录价, 到手价, 抵扣, 月费."""

import re
from collections.abc import Sequence

from bot.services.figures import Figure

_LABELS: tuple[tuple[str, str, str], ...] = (
    ("list_price", "目录价", r"目录价|原价|标价|吊牌价|定价|挂牌价|指导价|零售价|门市价|官方价|"
    r"建议价|list price|catalogue? price"),
    ("market_price", "市场价", r"市场价|市面价?|行情价?|同类"),
    ("net_price", "到手价", r"到手价?|[抵扣减折](?:完|下来|后|了以后|扣完|扣后)(?:之后)?|落地价?|"
    r"实付|实际付|最终价|净价|net price"),
    ("price", "现价", r"现价|现在|活动价|优惠价|特价|会员价|促销价|一口价|套餐价|折后价?|卖|售价|"
    r"只要|报价|单价|价格|价钱|价位|price"),
    ("trade_in", "抵扣", r"抵扣?|折抵|置换|折价|补贴|代金券|优惠券|券|立减|直降|减|优惠|便宜|让利|"
    r"trade-?in|voucher"),
    ("per_month", "月费", r"每个?月|月费|月租|月付|一个月|monthly"),
    ("", "押金", r"押金|订金|定金|首付|deposit"),
    ("", "安装费", r"安装费|运费|手续费|工本费|服务费|邮费|上门费"),
)  # fmt: skip
_LABEL = re.compile(
    "|".join(f"(?P<l{i}>{pattern})" for i, (_, _, pattern) in enumerate(_LABELS)), re.IGNORECASE
)


def label_at(clause: str, figure: Figure, figures: Sequence[Figure]) -> tuple[str, str]:
    """Return slot and label of an amount: the nearest before it, else right after it (3800到手).

    Spans of the figures count in `clause`; both parts are empty when nothing names the amount.
    """
    left = max((f.end for f in figures if f.end <= figure.start), default=0)
    before = list(_LABEL.finditer(clause, left, figure.start))
    after = _LABEL.search(clause, figure.end, min(len(clause), figure.end + 4))
    match = before[-1] if before else after
    if match is None or match.lastgroup is None:
        return "", ""
    slot, label, _ = _LABELS[int(match.lastgroup[1:])]
    return slot, label
