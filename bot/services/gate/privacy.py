"""(d) No other customer's data, no full number of a phone, identity card or bank card in a line."""

import re
from collections.abc import Collection, Iterator

from bot.services.briefs import Brief
from bot.services.figures import FigureKind
from bot.services.gate.findings import Finding
from bot.services.gate.line import Line

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马苗方俞任袁柳唐罗薛雷贺倪汤殷毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒"
    "屈项祝董梁杜阮闵贾江童颜郭梅盛林钟徐邱骆高夏蔡田胡凌霍虞万柯管卢莫房裘解应宗丁宣邓洪包左石崔吉龚程邢裴陆荣翁荀羊惠甄封段焦巴牧侯全班秋仲宫宁仇栾甘厉祖武符刘景詹束龙叶幸黎乔关"
)
_NICKNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张曹魏陶姜谢邹潘葛范彭鲁马苗方任袁唐罗薛雷贺倪汤殷郝傅齐康伍顾孟黄穆萧姚邵汪毛戴宋"
    "熊屈董梁杜贾郭梅林徐邱骆高夏蔡田胡凌霍万卢莫丁邓洪崔龚程邢裴陆段侯武刘龙叶黎乔"
)
"""Surnames as in 老周 and 小刘; not 米, 时, 家, which make other words."""
_TITLED = re.compile(
    rf"[{_SURNAMES}][^\W\da-zA-Z在的是了和也都就不很]?(?:总(?![价额账是得会之共体算数部的要想])|姐|哥|叔|婶|姨|阿姨|大[伯爷妈姐哥叔婶娘嫂]|奶奶|爷爷|老师|先生|女士|太太|经理|主任|局长|院长|校长|科长|处长|老板|工|师傅)(?![们者程作人厂资具业艺序])"
    rf"|(?:老|小)[{_NICKNAMES}](?=[,，、:：家离也他她那在上])"
)
_TELLS = re.compile(
    r"买|用|订|定|办|装|换|签|续|选|下单|成交|付|花|存|欠|停机|要了|拿了|也是|家里|退|投诉|合同|价|那单|那边"
    r"|放了|骑|账上|离了?婚|病|[借贷]|提了|也(?:在|没|换|给)|一直在|拿货|拿米|跟(?:您|你)一样"
)
_ENGLISH_TALE = re.compile(
    r"\b(?:(?:my|our|an?)? ?(?:other|another) (?:client|customer)s?\b|(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]+)"
    r"(?=[^!?;]{0,40}\b(?:bought|buys|ordered|paid|put in|signed|invested|owes|owed|took|chose|spent|saved"
    r"|renewed|cancelled|complained|has an? (?:loan|deposit|debt))\b)"
)
"""Another customer with what that one did; a name alone is a greeting."""
_LONG_DIGITS = re.compile(r"(?<!\d)\d{15,19}[\dx]?(?!\d)|(?<!\d)\d{4}(?:[ -]\d{4}){3}")


def leaked(line: Line, brief: Brief, foreign_names: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for full numbers, names of other customers and tales about them."""
    yield from _numbers(line)
    yield from _foreign(line, brief, foreign_names)
    yield from _tales(line, brief)


def _numbers(line: Line) -> Iterator[Finding]:
    for figure in line.figures:
        digits = re.sub(r"\D", "", figure.text)
        if figure.kind is FigureKind.PHONE and not digits.startswith(("400", "800")):
            yield _finding(
                "full_number", figure.text, "消息里不要出现完整的电话、证件号或卡号。", figure.start
            )
            return
    if match := _LONG_DIGITS.search(line.text):
        yield _finding(
            "full_number", match.group(), "消息里不要出现完整的电话、证件号或卡号。", match.start()
        )


def _foreign(line: Line, brief: Brief, foreign_names: Collection[str]) -> Iterator[Finding]:
    known = known_names(brief)
    for name in foreign_names:
        at = line.original.find(name) if len(name) > 1 else -1
        if at >= 0 and name not in known:
            yield _finding("other_customer", name, f"“{name}”是另一位客户，不能在这里提。", at)


def _tales(line: Line, brief: Brief) -> Iterator[Finding]:
    """张总上个月也签了: what a named other person bought is not ours to tell."""
    known = known_names(brief)
    if (told := _ENGLISH_TALE.search(line.original)) and not any(name in told.group() for name in known):
        name = told.group()
        yield _finding("other_customer", name, f"“{name}”不在这位客户的资料里，别讲别人的事。", told.start())
        return
    for match in _TITLED.finditer(line.original):
        after = line.text[match.end() : line.sentence(match.start())[1]]
        name = match.group()
        if any(name in text or text in name for text in known) or not _TELLS.search(after):
            continue
        opens = match.start() == line.clause(match.start())[0]
        if opens and after[:1] in {",", ":", "!", "您", "你", "~", "、"}:
            continue
        yield _finding("other_customer", name, f"“{name}”不在这位客户的资料里，别讲别人的事。", match.start())
        return


def known_names(brief: Brief) -> frozenset[str]:
    """Return the names this line may hold: the customer's own people and whom the words named."""
    names = {fact.text for fact in brief.facts if fact.role.value in {"customer_profile", "seller_stated"}}
    names |= {brief.reading.customer_name, brief.reading.customer_words, *brief.reading.people}
    if brief.snapshot is not None:
        customer = brief.snapshot.customer
        names |= {customer.name, customer.address_as, customer.company}
        names |= {member.name for member in customer.household} | {c.name for c in customer.contacts}
    return frozenset(name for name in names if name)


def _finding(key: str, said: str, sentence: str, at: int) -> Finding:
    return Finding(key, "d", said, sentence, at, at + len(said))
