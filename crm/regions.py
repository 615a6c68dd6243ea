"""Region of an address as written in China: the province-level part, or the city when that comes first."""

import re

_CITIES = ("北京", "上海", "天津", "重庆", "香港", "澳门")
_PROVINCES = tuple(
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 "
    "陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆".split()
)
_CITY = re.compile(r"^(?:.{2,7}(?:省|自治区))?([\u4e00-\u9fff]{2,4}?)(?:市|自治州|地区|盟)")
_DISTRICT = re.compile(r"^([\u4e00-\u9fff]{2,5}?(?:区|县|镇|乡|街道))")
_ROAD = re.compile(r"^([\u4e00-\u9fff]{2,6}?(?:路|街|大道|巷|小区|花园|新村|苑|村|里))")


def region_of(address: str, *, fine: bool = False) -> str:
    """Return the region of an address, empty when none can be told.

    A province or a city with its rank; for addresses that begin with a district or a road that one,
    which is what a shop writes down of its own town. `fine` prefers the city to the province.
    """
    text = "".join(address.split())
    for name in (*_CITIES, *_PROVINCES):
        if text.startswith(name):
            city = _CITY.match(text[len(name) :].lstrip("省市")) if name in _PROVINCES else None
            return f"{name}{city[1]}" if fine and city else name
    for pattern in (_CITY, _DISTRICT, _ROAD):
        if match := pattern.match(text):
            return match[1]
    return ""
