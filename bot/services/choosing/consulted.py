"""Whom the customer asks before deciding, in a word one can say back to the customer."""

import re

_AS_SAID_BACK = {
    # at home and among kin
    "孩子他爹": "家里那位",
    "孩子他爸": "家里那位",
    "孩子他妈": "家里那位",
    "孩子爸": "家里那位",
    "孩子妈": "家里那位",
    "孩他爸": "家里那位",
    "孩他妈": "家里那位",
    "娃他爸": "家里那位",
    "娃他爹": "家里那位",
    "娃他妈": "家里那位",
    "他妈管": "家里那位",
    "他爸管": "家里那位",
    "夫妻": "爱人",
    "两口子": "爱人",
    "当家的": "家里那位",
    "我男人": "家里那位",
    "俺男人": "家里那位",
    "家那位": "家里那位",
    "那口子": "家里那位",
    "屋里头的": "家里那位",
    "老头子": "家里那位",
    "老太婆": "家里那位",
    "老婆子": "家里那位",
    "老伴": "老伴",
    "孩子的奶奶": "孩子奶奶",
    "孩子奶奶": "孩子奶奶",
    "孩子他奶奶": "孩子奶奶",
    "孩子的爷爷": "孩子爷爷",
    "孩子爷爷": "孩子爷爷",
    "孩子他爷爷": "孩子爷爷",
    "爸妈": "爸妈",
    "父母": "爸妈",
    "妈": "妈妈",
    "母亲": "妈妈",
    "爸": "爸爸",
    "父亲": "爸爸",
    "俺爹": "爸爸",
    "我爹": "爸爸",
    "俺娘": "妈妈",
    "我娘": "妈妈",
    "公婆": "公婆",
    "婆婆": "婆婆",
    "公公": "公公",
    "丈母娘": "丈母娘",
    "岳母": "丈母娘",
    "岳父": "岳父",
    "老丈人": "岳父",
    "哥": "哥哥",
    "姐": "姐姐",
    "弟": "弟弟",
    "妹": "妹妹",
    "表弟": "表弟",
    "表哥": "表哥",
    "表姐": "表姐",
    "表妹": "表妹",
    "堂哥": "堂哥",
    "儿媳": "儿媳妇",
    "女婿": "女婿",
    "姐夫": "姐夫",
    "嫂子": "嫂子",
    "小舅子": "小舅子",
    "老爷子": "家里老爷子",
    "老太太": "家里老太太",
    "舅舅": "舅舅",
    "叔叔": "叔叔",
    "姑姑": "姑姑",
    "男朋友": "男朋友",
    "女朋友": "女朋友",
    "对象": "对象",
    # outside the home
    "朋友": "朋友",
    "哥们": "朋友",
    "战友": "战友",
    "徒弟": "徒弟",
    "闺蜜": "闺蜜",
    "同学": "同学",
    "室友": "室友",
    "合租": "室友",
    "邻居": "邻居",
    "亲戚": "亲戚",
    "师傅": "师傅",
    "教练": "教练",
    "医生": "医生",
    "律师": "律师",
    "他们": "他们",
    "她们": "她们",
    "大家": "大家",
    "大伙": "大伙",
    # at work
    "合伙": "合伙人",
    "股东": "股东",
    "搭档": "搭档",
    "同事": "同事",
    "团队": "团队",
    "设计师": "设计师",
    "厨师长": "厨师长",
    "理事会": "理事会",
    "家委会": "家委会",
    "工程部": "工程部那边",
    "品控": "品控那边",
    "使用部门": "使用部门",
    "工人": "工人们",
    "财务": "财务",
    "会计": "会计",
    "法务": "法务",
    "技术": "技术那边",
    "商务": "商务那边",
    "行政": "行政那边",
    "领导": "领导",
    "上头": "领导",
    "上级": "领导",
    "老板娘": "老板娘",
    "老板": "老板",
    "老大": "老大",
    "掌柜": "掌柜",
    "总部": "总部",
    "集团": "集团",
    "董事长": "董事长",
    "董事": "董事会",
    "总经理": "总经理",
    "经理": "经理",
    "主管": "主管",
    "班主任": "班主任",
    "护士长": "护士长",
    "支书": "支书",
    "主任": "主任",
    "处长": "处长",
    "局长": "局长",
    "科长": "科长",
    "院长": "院长",
    "校长": "校长",
    "园长": "园长",
    "所长": "所长",
    "厂长": "厂长",
    "店长": "店长",
    "队长": "队长",
    "组长": "组长",
    "班长": "班长",
    "馆主": "馆主",
    "房东": "房东",
    "物业": "物业",
}
SPOUSES = frozenset({"爱人", "老伴", "家里那位"})
BOSSES = frozenset(
    {"领导", "老板", "老板娘", "老大", "总部", "董事会", "董事长", "总经理", "经理", "主管", "主任"}
)
"""Above the customer at work: a decision maker on file may be just that person."""
_WORD = re.compile(
    "|".join(
        # a sibling is only meant with its owner: 我哥, not 大哥 said to the seller
        f"(?<=[我俺咱]){word}" if word in {"哥", "姐", "弟", "妹"} else word
        for word in sorted(_AS_SAID_BACK, key=len, reverse=True)
    )
)


_BOUGHT_FOR = (
    re.compile(r"(?:给|替|帮)(?:我|俺|咱|家里)?$"),
    re.compile(r"^(?:们)?(?:买|用|办|装|送|挑|选|换)"),
)
_SPEAKS_OF_SELF = re.compile(r"[我俺咱]们?(?:就|只)?(?:是|管|搞|干|负责)(?:一个|个|的)?$")
_HAS_THE_SAY = re.compile(
    r"^(?:们|那边|那儿|那里)?(?:才|也|都|得|来|自己)?(?:能)?(?:定|说了|说行|说买|点头|不点头|批|拍板|做主|管|发话|同意|一句话)"
)
_IS_ASKED = re.compile(
    r"(?:问|跟|和|同|找|听|等|请示|征求|商量|汇报|发给|转给|让|叫)(?:问|一下|下|下我|我|俺|咱|我们|们|你们)*$"
)


def consulted(said: str) -> str:
    """Return who has the say, else who is asked, else who is named first, as one says it back: 我哥 → 哥哥.

    Empty when nobody is named but the speaker and those it is bought for.
    """
    before, after = _BOUGHT_FOR
    named = [
        found
        for found in _WORD.finditer(said)
        if not (before.search(said[: found.start()]) and after.search(said[found.end() :]))
        and not _SPEAKS_OF_SELF.search(said[: found.start()])
    ]
    said_of = (
        lambda found: _HAS_THE_SAY.search(said[found.end() :]),
        lambda found: _IS_ASKED.search(said[: found.start()]),
        lambda found: found,
    )
    for fits in said_of:
        for found in named:
            if fits(found):
                return _AS_SAID_BACK[found[0]]
    return ""


_THEY = {"they": "they", "them": "them", "their": "their"}
_SHE = (
    re.compile(r"\b(?:wife|mother|mum|mom|daughter|sister|girlfriend|grandma|aunt)\b", re.IGNORECASE),
    {"they": "she", "them": "her", "their": "her"},
)
_HE = (
    re.compile(r"\b(?:husband|father|dad|son|brother|boyfriend|grandpa|uncle)\b", re.IGNORECASE),
    {"they": "he", "them": "him", "their": "his"},
)


def pronouns(said: str) -> dict[str, str]:
    """Return the English words for whom the customer named: she for a wife, they where it is open."""
    found = [words for pattern, words in (_SHE, _HE) if pattern.search(said)]
    return found[0] if len(found) == 1 else _THEY
