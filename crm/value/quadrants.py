"""The matrix of perceived value (CPV) and lifetime value (CLV) (D12), with neutral names."""

from enum import StrEnum

from crm.value.assignments import Assignment
from crm.value.thresholds import QuadrantRules


class Quadrant(StrEnum):
    """I low/low, II low CPV and high CLV, III high CPV and low CLV, IV high/high."""

    I = "I"  # noqa: E741 - the source's own numbers
    II = "II"
    III = "III"
    IV = "IV"


_WORDS = {
    Quadrant.I: ("低投入维护", "用最省力的方式帮上忙；新品刚上或小投入能两头都抬时再多做一点"),
    Quadrant.II: ("优先补价值", "先把沟通、培训、服务补上，让他看到好处；要让价，只换数量、期限或更多采购"),
    Quadrant.III: ("需重新激活", "先带新品，再谈价格结构，投入没有起色才收手；不要主动丢下"),
    Quadrant.IV: ("重点守护", "守住就好，别多推；续约和对手动作要提前看，可以请他做口碑"),
}


def quadrant(perceived: float, tier: str, rules: QuadrantRules) -> Assignment:
    """Return the quadrant of a CPV (0–1) and a tier."""
    sees, worth = perceived >= rules.perceived_high, tier in rules.valuable_tiers
    found = {
        (False, False): Quadrant.I,
        (False, True): Quadrant.II,
        (True, False): Quadrant.III,
        (True, True): Quadrant.IV,
    }[sees, worth]
    label, advice = _WORDS[found]
    seen = f"客户感受{perceived:.2f}，{'达到' if sees else '没到'}{rules.perceived_high:.2f}"
    valued = f"价值{tier}级，{'属于' if worth else '不在'}{'、'.join(rules.valuable_tiers)}级"
    return Assignment(value=found.value, label=label, reasons=(seen, valued), advice=advice)
