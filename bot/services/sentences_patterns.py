"""Patterns of the pieces of a sentence: labels, work, firms, places, days."""

import re

from bot.services.sentences_words import (
    COMPANIES,
    ENGLISH_COMPANIES,
    ENGLISH_POSITIONS,
    PLACES,
    POSITIONS,
)

HAN = r"[\u3400-\u9fff]"
CUT = re.compile(
    r"[，。；;、！？!?\n\r\t|｜\x00()（）]+|(?<!\d),|,(?!\d{3}(?!\d))|"
    rf"(?<={HAN})\s+|\s+(?={HAN})|(?<=[a-z]{{3}})\.\s+"
)
LABELLED = re.compile(
    r"(?P<label>姓名|名字|客户|称呼|手机号?码?|电话号?码?|联系电话|联系方式|微信号?|邮箱|地址|住址|单位|公司|"
    r"职务|职位|生日|备注|标签|"
    r"name|phone|mobile|tel|company|address|position|email|birthday|note)\s*[:：]\s*(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
EMPTY_LABEL = re.compile(
    r"(?:的)?(?:手机号?码?|电话号?码?|联系电话|联系方式|微信同号|邮箱|号码|"
    r"phone|mobile|tel|email|:|：|是|\s|-)*",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^(?:新客户|新建客户|新增客户|加个客户|添加客户|(?:我|这边)?(?:有|来了|认识)(?:一)?(?:个|位)(?:新)?客户(?:叫|是)?|"
    r"客户叫|我叫|他叫|她叫|叫|new customer)[:：]?\s*"
)
NOTE_OPENING = re.compile(
    r"^(?:请|帮我|麻烦)*(?:记一?下|记一笔|记录一?下|备注一?下|备注|note)[:：，,\s]*", re.IGNORECASE
)
WORKS = re.compile(r"(?:是|做|干|搞|从事|在做)(?P<trade>[\u3400-\u9fff]{2,8})(?:的|工作|行业|生意)")
WORKS_AT = re.compile(r"(?:works? (?:at|for)|from|at) (?P<company>[A-Z][\w&.' -]{1,60})")
DAY = re.compile(r"(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?:出?生|生日|生人)?")
LIVES = re.compile(
    rf"(?:家?住在?|地址在?|家在)(?P<place>.{{2,60}})|"
    rf"(?P<bare>{HAN}[\w\u3400-\u9fff-]{{2,50}}{PLACES}(?:[A-Za-z]?\d[\w-]*(?:号|室|栋|楼|单元)?)?)"
)
COMPANY = re.compile(
    rf"(?:单位|公司|就职于|任职于|在)?(?P<name>[\w\u3400-\u9fff（）()]{{1,38}}?{COMPANIES})(?:上班|工作|的)?"
)
PERSON_OF_COMPANY = re.compile(
    rf"(?P<company>[\w\u3400-\u9fff]{{1,38}}?{COMPANIES})的(?P<person>{HAN}{{2,5}})"
)
COMPANY_EN = re.compile(rf"(?:[A-Z][\w&'-]*\.? ){{1,4}}{ENGLISH_COMPANIES}\.?")
COMPANY_POSITION = re.compile(
    rf"(?P<company>[\w\u3400-\u9fff]{{1,38}}?{COMPANIES})的?(?P<position>{POSITIONS})|"
    rf"(?P<position_en>{ENGLISH_POSITIONS}) (?:at|of) (?P<company_en>[A-Z][\w&.' -]{{1,60}})",
)
POSITION = re.compile(
    rf"(?:任|是|担任)?(?:一名|个)?(?P<name>{POSITIONS}|{ENGLISH_POSITIONS})(?:的)?", re.IGNORECASE
)
FILLERS = re.compile(
    r"(?:人|爱|比较|有点|有些|很|挺|非常|特别|为人|性格|脾气|客户|这人|的|她|他|"
    r"is|very|quite|a bit|he|she|person|customer|\s)+",
    re.IGNORECASE,
)
LABELS = (
    ("地址", "address"),
    ("住址", "address"),
    ("address", "address"),
    ("单位", "company"),
    ("公司", "company"),
    ("company", "company"),
    ("职", "position"),
    ("position", "position"),
    ("微信", "wechat"),
    ("称呼", "address_as"),
)
