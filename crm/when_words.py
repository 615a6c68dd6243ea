"""The vocabulary of times: tokens as one pattern, names of days and parts of a day, small numbers."""

import re
from datetime import time

from crm.festivals import festivals

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_ENGLISH = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_WORD = "|".join(f"{name}[a-z]*" for name in MONTHS)
_EN_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend")
WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
WEEKDAYS |= {name: min(place, 6) for place, name in enumerate(_EN_DAYS)} | {"weekend": 5}
PARTS = {
    "凌晨": time(6),
    "一大早": time(9),
    "一早": time(9),
    "清早": time(9),
    "早上": time(9),
    "早晨": time(9),
    "早": time(9),
    "明早": time(9),
    "上午": time(12),
    "中午": time(13),
    "下午": time(18),
    "下班前": time(18),
    "下班后": time(20),
    "傍晚": time(19),
    "晚上": time(21),
    "晚": time(21),
    "夜里": time(22),
    "tonight": time(21),
    "morning": time(12),
    "afternoon": time(18),
    "evening": time(21),
}
DAY_NUMBERS = {
    "今天": 0, "今日": 0, "今儿": 0, "今晚": 0, "今早": 0, "当天": 0,
    "一会儿": 0, "待会儿": 0, "待会": 0, "等会儿": 0, "等会": 0, "等下": 0, "稍后": 0, "晚点": 0,
    "明天": 1, "明日": 1, "明儿": 1, "明晚": 1, "明早": 1, "第二天": 1,
    "后天": 2, "后儿": 2, "这两天": 2, "这几天": 3, "大后天": 3,
    "昨天": -1, "昨晚": -1, "前天": -2, "大前天": -3,
    "today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1,
}  # fmt: skip
_WORDS = "|".join(sorted(DAY_NUMBERS, key=len, reverse=True))
_FESTIVALS = "|".join(sorted((re.escape(n) for f in festivals() for n in f.names), key=len, reverse=True))
_SIDE = "之前|以前|之后|以后|前|后"
_PART = "|".join(sorted((p for p in PARTS if not p.isascii()), key=len, reverse=True))
_ALONE = "|".join(sorted((p for p in PARTS if len(p) > 1 and p not in {"tonight"}), key=len, reverse=True))

TOKENS = re.compile(
    rf"""
    (?P<span>
        (?<![第\d])(?:(?P<amount>{NUMBER})
          (?=个?半?个?(?:分钟|刻钟|小时|钟头|工作日|天|周|星期|礼拜|月))|(?=半))
        个?(?P<half>半)?个?(?P<unit>分钟|刻钟|小时|钟头|工作日|天|周|星期|礼拜|月)
        (?:之内|以内|内|之后|以后|后)
      | (?:in|within)\s(?P<en_amount>\d{{1,3}}|an?|one|two|three|four|five|six|seven)\s
        (?P<en_unit>minute|min|hour|working\sday|business\sday|day|week|month)s?\b)
  | (?P<iso>(?<!\d)(?P<iso_y>20\d\d)[-/.](?P<iso_m>\d{{1,2}})[-/.](?P<iso_d>\d{{1,2}})(?!\d))
  | (?P<lunar>(?:大年|正月)?(?P<lunar_day>初[一二三四五六七八九十])(?!中|高|步))
  | (?P<festival>(?P<fest_name>{_FESTIVALS})节?(?P<fest_side>之后|以后|后(?!天|面|来))?)
  | (?P<holiday>(?<![今明去前后\d一两三四五六七八九十半多几周])(?P<fest_kind>[年节])
      (?P<kind_side>{_SIDE})(?!天))
  | (?P<md>(?:(?P<md_y>20\d\d年|今年|明年))?(?P<md_m>{NUMBER})月(?P<md_d>{NUMBER})[日号]?(?![个天]))
  | (?P<month>(?:(?P<month_which>下个?|这个|本|当)|(?P<named_month>{NUMBER}))?月
      (?P<month_part>底|末|初|中旬|上旬|下旬|中)
      |(?:the\s)?end\sof\s(?P<en_which>the|this|next)\smonth)
  | (?P<dom>(?<![\d第一二三四五六七八九十])(?P<dom_which>下个?月|这个月|本月|当月)?
      (?P<dom_d>{NUMBER})[号日](?![楼线店机柜院房厅车门码子])
  )
  | (?P<slash>(?<![\d/])(?P<sl_m>\d{{1,2}})/(?P<sl_d>\d{{1,2}})(?![\d/]))
  | (?P<week>(?P<which>下下个?|下个?|上个?|这个?|本|next\s|this\s)?
      (?:(?:周|星期|礼拜)(?=[一二三四五六日天末])|(?={"|".join(_EN_DAYS)}))
      (?P<weekday>[一二三四五六日天末]|{"|".join(_EN_DAYS)}))
  | (?P<weeks>(?P<weeks_which>下个?|这个?|本)(?:周|星期|礼拜)|(?:the\send\sof\s)?(?:this|next|the)\sweek\b)
  | (?P<year>明年底|明年年底|今年年底|年底|年末|(?:the\s)?end\sof\s(?:the|this|next)\syear)
  | (?P<en_date>\b(?P<en_m>{_MONTH_WORD})\s(?P<en_d>\d{{1,2}})\b
      |\b(?P<en_d2>\d{{1,2}})\s(?P<en_m2>{_MONTH_WORD})\b)
  | (?P<word>{_WORDS})
  | (?P<clock>(?P<part>{_PART})?(?:
        (?P<hm>(?<!\d)\d{{1,2}}[:：][0-5]\d(?!\d))
      | (?P<hour>{NUMBER})点(?P<minute>半|整|钟|[一三]刻|{NUMBER}分?)?(?![一-鿿]?折|建议|要求|意见|五折)
      | (?P<en_hour>(?<!\d)\d{{1,2}})(?::(?P<en_minute>[0-5]\d))?\s?(?P<en_half>[ap]\.?m\b)
      | \bat\s(?P<en_bare>1[0-2]|[1-9])
        (?![\d:.,]|\s?(?:%|[ap]\.?m|percent|yuan|rmb|dollars?|each|per|off|km|years?|most|least)))
      | (?P<alone>{_ALONE}))
    """,
    re.VERBOSE | re.IGNORECASE,
)


def number(text: str) -> float | None:
    """Return a small number written in digits, Chinese (二十三, 两) or English words; None for others."""
    if text.isdecimal():
        return float(text)
    if text.lower() in _ENGLISH:
        return float(_ENGLISH[text.lower()])
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_DIGITS[text]) if text in _DIGITS else None
    return _DIGITS.get(tens, 1) * 10.0 + _DIGITS.get(ones, 0)
