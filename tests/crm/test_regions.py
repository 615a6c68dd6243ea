"""The region of an address as people write it."""

import pytest

from crm.regions import region_of


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("上海市浦东新区世纪大道1号", "上海"),
        ("浙江省杭州市西湖区", "浙江"),
        ("广西壮族自治区南宁市", "广西"),
        ("内蒙古呼和浩特", "内蒙古"),
        ("苏州市姑苏区十全街", "苏州"),
        ("浦东新区张江路", "浦东新区"),
        ("花园路12号", "花园路"),
        (" 江 苏省 无锡市", "江苏"),
        ("", ""),
        ("三楼左手第二间", ""),
        ("221B Baker Street", ""),
    ],
)
def test_the_region_is_read(address: str, region: str) -> None:
    assert region_of(address) == region


def test_the_city_is_preferred_when_asked_for() -> None:
    assert region_of("浙江省杭州市西湖区", fine=True) == "浙江杭州"
