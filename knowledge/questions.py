"""A question as typed on a phone: what is filler, what informs, what sort of answer is asked for."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from knowledge import analysis

FILLERS = Path(__file__).parent / "data" / "fillers.txt"
PARTICLES = Path(__file__).parent / "data" / "particles.txt"
ELSEWHERE = Path(__file__).parent / "data" / "elsewhere.txt"
DOUBTFUL = 0.4
"""Weight of a pair of characters of which one may be filler."""
MOST_CHARACTERS = 500

_WHO = r"(?:客户|顾客|对方|老板|他|她)"
_LEAD = re.compile(rf"^\s*{_WHO}(?:说|问|讲|回|发来)?\s*[:,]\s*|^\s*(?:客户|顾客|对方)(?:说|问|讲)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A sort of answer: how a question asks for it and what a passage that has it holds."""

    name: str
    question: re.Pattern[str]
    answer: re.Pattern[str]


_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千万半]+)"
_DIGIT, _HIGH = "[一二三四五六七八九十百千万]", "[十百千万]"
_COUNTED = (
    rf"(?:\d+(?:\.\d+)?|[二两三四五六七八九十百千万半]{_DIGIT}*|一{_HIGH}{_DIGIT}*"
    r"|一多?(?=[天日年月周小分]))"
)
"""A number that counts: 一家, 一个 are articles more often than counts."""
_UNITS = {
    "天": "天|日|课时",
    "年": "年",
    "个月": "个?月",
    "小时": "小时|钟头|课时",
    "分钟": "分钟",
    "次": "次|遍",
    "倍": r"倍|/\d",
    "笔": "笔|单",
    "单": "笔|单",
    "家": "家",
    "公里": "公里|千米|km",
    "斤": "斤|公斤|千克|kg",
    "人": "人|个人|名",
    "兆": "兆|m",
    "g": "g|兆",
    "岁": "岁",
    "米": "米",
    "架": "架",
    "台": "台|套",
    "辆": "辆",
    "栋": "栋|幢",
}
_NOT_OF_PLACES = r"(?<![差错好强弱花卡输赢题点键别异用砸])"
"""差在哪, 花在哪 ask for a difference or a use, not for a place."""
_ASKED = (
    Asked(
        "phone",
        re.compile(
            r"(?:电话|手机号|热线|微信号|邮箱|地址|联系方式|密码|账号)[^,。]{0,4}(?:多少|几号|有没有|发我|给我|是啥|是什么|(?<![差错别异])在哪)|(?:发|给).{0,6}(?:电话|号码|微信|地址)"
        ),
        re.compile(
            r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4}|9\d{4,5})(?!\d)|@[\w.]+|[路街]\d+号"
        ),
    ),
    Asked(
        "date",
        re.compile(r"几号|哪天|哪一天|几月|几点(?:钟|开|关|上|下|到)|到期日|截止|什么时候发|啥时候发"),
        re.compile(
            rf"{_NUMBER}(?:月|号|日|点)|每[天周月年]|周[一二三四五六日]|[当次今明第][\d一二三四五六七]?天|次日"
        ),
    ),
    Asked(
        "person",
        re.compile(
            r"(?:老板|老总|总裁|创始人|董事长|厂长|店长|经理|负责人|对接人|联系人)[^,。]{0,4}(?:是谁|叫什么|叫啥|姓什么|姓啥|是哪位)"
        ),
        re.compile(
            r"名叫|[叫姓](?!做|作|苦|好|卖)|先生|女士|小姐|[经总厂店]理?[::]"
            r"|(?:创始人|董事长|总裁|总经理)[\u4e00-\u9fff]"
        ),
    ),
    Asked(
        "place",
        re.compile(
            rf"{_NOT_OF_PLACES}[在去到放](?:哪儿|哪里|谁那|哪栋|哪座|哪层楼)|{_NOT_OF_PLACES}[在去到放]哪(?:办|领|买|开|找|取|交|查)?$"
            r"|哪[里儿](?:下载|办|领|买|取|交|查)"
            r"|哪个(?:部门|科室|窗口|城市|国家|楼)"
        ),
        re.compile(
            r"[省市区县路街镇村处科室楼厅店库柜]|部门?|中心|窗口|网站|网址|www|http|[在到去于][^,。]{1,8}[里上内]"
        ),
    ),
    Asked("year", re.compile(r"哪年|哪一年|几几年|什么年份"), re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|年代")),
    Asked(
        "percent",
        re.compile(r"几个点|几成|百分之几|占多少|税率|利率|费率|比例多少|概率|几率|成功率|多少个点|赢率"),
        re.compile(r"\d%|百分之|\d成|[一二两三四五六七八九]成|一半|减半|翻番|\d倍|\d+:\d+|\d/\d"),
    ),
    Asked(
        "money",
        re.compile(
            r"多少钱|啥价|什么价|价格是|(?<!哪)几块(?!加|构成|内容|组成|业务)|几元|多少元|多少万(?!人|家)|收费多少|手续费|月租"
            r"|年薪|底薪|工资多少|补贴多少|费要多少|多少奖金|奖金多少"
        ),
        re.compile(rf"{_NUMBER}多?(?:元|块|法郎|美元|欧元|万元|亿)|\$\d"),
    ),
)
_COUNT = re.compile(
    rf"(?:多少|(?<![没好这那过])几)(?:个)?({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?!何|种|类|条)"
)
_LONG = re.compile(r"多久|多长时间")
_NAMED = re.compile(
    r"([\u4e00-\u9fff][费额价率薪税息款租收])(?:现在|目前|如今|今年|去年|一般|大概|大约|一共|总共|要|是|有|得|收|一年|一个?月|每[年月天]|的)*(?:多少|几|怎么算)"
)
_LIVE = re.compile(
    r"(?:我|我们|咱们?)?(?:发|到|批|签|付|寄|退|审|结|下来|通过)了没有?$|还[剩有](?:多少|几)|(?:我|我们|咱)(?:名下|手上|手里)"
    r"|[今明昨后]天[上下]午|(?:我|我们|咱们?)[上这本下]个?(?:月|周|季度)"
)
"""How things stand now with somebody: a document cannot know."""
_MUCH = re.compile(r"多少(?!内容|东西|钱)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed.

    Attributes:
        folded: the whole question in one spelling.
        core: the same without filler words, runs separated by spaces.
        terms: weighted terms of the core.
        exact: Latin words and figures typed, which an answer must hold.
        asked: the sort of answer, None when it may be anything.
        spoken: whether these are a customer's words, not a question of ours.
    """

    folded: str
    core: str
    terms: dict[str, float]
    exact: tuple[str, ...]
    asked: Asked | None
    spoken: bool = False


def _words(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


@lru_cache(maxsize=1)
def _fillers() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_words(FILLERS), key=len, reverse=True))))


@lru_cache(maxsize=1)
def _sure_fillers() -> re.Pattern[str]:
    long = sorted((word for word in _words(FILLERS) if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, [*long, *_words(PARTICLES)])))


@lru_cache(maxsize=1)
def _elsewhere() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_words(ELSEWHERE), key=len, reverse=True))))


def everyday(folded: str) -> list[str]:
    """Return the words of a folded question that belong to other fields of life than selling."""
    return _elsewhere().findall(folded)


def named_figure(folded: str) -> str | None:
    """Return the last two characters of the figure a question names (合同额, 授权费), None for none."""
    found = _NAMED.search(folded)
    return found.group(1) if found else None


def of_the_moment(folded: str) -> bool:
    """Whether a folded question asks how things stand now: 提成发了没, 还剩几台, 我名下."""
    return _LIVE.search(folded.rstrip(" ?!。.")) is not None


def strip_filler(folded: str) -> str:
    """Return a folded question without its filler; all of it when only single characters would be left."""
    bare = _LEAD.sub("", folded)
    core = " ".join(_fillers().sub(" ", bare).split())
    return core if any(len(token) > 1 for token in analysis.tokens(core)) else folded


def _weighted(folded: str, core: str) -> dict[str, float]:
    """Return the terms of a question: of its core in full, pairs with a doubtful character for less."""
    terms = {term: analysis.weight(term) * min(2.0, n) for term, n in analysis.terms(core).items()}
    for token in analysis.tokens(_sure_fillers().sub(" ", _LEAD.sub("", folded))):
        if analysis.is_chinese(token):
            for pair in map("".join, pairwise(token)):
                terms.setdefault(pair, analysis.BIGRAM * DOUBTFUL)
    return terms


def asked_for(folded: str) -> Asked | None:
    """Return the sort of answer a folded question asks for."""
    found = next((kind for kind in _ASKED if kind.question.search(folded)), None)
    if found:
        return found
    counted = _COUNT.search(folded)
    if counted:
        return Asked("count", _COUNT, re.compile(rf"{_COUNTED}多?余?个?(?:{_UNITS[counted.group(1)]})"))
    if _LONG.search(folded):
        return Asked(
            "time", _LONG, re.compile(rf"{_NUMBER}多?个?(?:天|年|月|周|小时|分钟|课时)|每[天日周月年]|随")
        )
    if _MUCH.search(folded):
        return Asked("figure", _MUCH, re.compile(r"\d"))
    return None


def read_question(text: str) -> Question:
    """Analyse a question of any length (the first 500 characters count)."""
    folded = analysis.fold(text[:MOST_CHARACTERS])
    core = strip_filler(folded)
    terms = _weighted(folded, core)
    exact = (t for t in analysis.tokens(core) if not analysis.is_chinese(t) and (len(t) > 1 or t.isdigit()))
    spoken = _LEAD.match(folded) is not None
    return Question(folded, core, terms, tuple(dict.fromkeys(exact)), asked_for(folded), spoken)
