"""Whose figure a clause speaks of: ours, the customer's, a rival's, or nobody's business."""

import re
from enum import StrEnum


class Owner(StrEnum):
    """Whose figures a clause holds."""

    OURS = "ours"
    CUSTOMER = "customer"
    RIVAL = "rival"
    INTERNAL = "internal"
    """Floor, cost, margin, commission: known to the seller, never said to a customer."""


_RIVAL = re.compile(
    r"(?P<name>别家|别人家|其他家|另一家|隔壁(?:那家|[一-鿿]{0,4}店|家)?|对面(?:那家|[一-鿿]{0,4}店|家)?|"
    r"楼下(?:那家|[一-鿿]{0,4}店|家)|那家|人家|他们家?|他家|她家|"
    r"京东|淘宝|天猫|拼多多|抖音|美团|闲鱼|网上|直播间?|网店|同行|对手|竞品|友商|外面|批发市场|"
    r"(?:中国)?(?:移动|联通|电信|广电)(?=那边|家|的?(?:套餐|宽带)?(?:才|只|卖|报|给|要|便宜))|"
    r"[一-鿿A-Za-z]{2,4}(?<!那)(?=(?:那边|那家|家|店里)(?:才|只|卖|报|给|要|说|便宜))|competitors?|elsewhere|"
    r"other (?:shop|store|vendor|supplier)s?|online)",
    re.IGNORECASE,
)
_NOT_RIVAL = re.compile(
    r"^(?:我们|咱们|你们|您们|我家|你家|您家|咱家|我|你|您|老婆|老公|爱人|领导|媳妇|儿子|女儿|家里)"
)
_CUSTOMER = re.compile(
    r"客户|顾客|(?:^|[^其])[他她](?!们)|对方|大[伯爷妈]说|预算|还价|心理价|budget|customer|(?:姐|哥|总|叔|姨|伯)(?:说|要|想|问|嫌|只|觉得)"
)
_INTERNAL = re.compile(
    r"底价|底线|红线|最低(?:能|可以|到|价|给|卖)|成本|进价|毛利|提成|佣金|利润|返点|内部价|授权|"
    r"别(?:告诉|跟|说)|不能(?:告诉|说)|保密|floor|cost price|margin"
)


def owner_of(clause: str) -> Owner:
    """Return whose figures a clause of the seller's own words holds."""
    if _INTERNAL.search(clause):
        return Owner.INTERNAL
    if rival_in(clause):
        return Owner.RIVAL
    return Owner.CUSTOMER if _CUSTOMER.search(clause) else Owner.OURS


def rival_in(clause: str) -> str:
    """Return how a rival is named in a clause, empty when none is."""
    for match in _RIVAL.finditer(clause):
        if not _NOT_RIVAL.match(match["name"]):
            return match["name"]
    return ""
