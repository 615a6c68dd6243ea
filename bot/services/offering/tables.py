"""A company's price list (CSV, XLSX) as the content of a catalogue. Tells what it cannot read by row."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

import yaml

from bot.errors import InputRefused
from bot.services.importing.cells import BadCell, day_of, money_of
from bot.services.importing.tables import SourceRow, read_rows
from crm.folding import fold

_PEEK = 20
_WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号", "货号", "产品编号", "商品编号", "代码", "sku", "id", "code"),
    "name": ("名称", "产品", "商品", "品名", "产品名称", "商品名称", "套餐", "name", "product"),
    "category": ("类别", "品类", "分类", "种类", "category", "kind"),
    "billing": ("计费", "收费方式", "计费方式", "周期", "billing"),
    "cost": ("成本", "成本价", "进价", "进货价", "cost"),
    "price": ("价格", "售价", "单价", "标准价", "零售价", "目录价", "月费", "price", "list price"),
    "unit": ("单位", "计量单位", "unit"),
    "currency": ("币种", "货币", "currency"),
    "tax_rate": ("税率", "tax", "tax rate"),
    "stock": ("库存", "存量", "数量", "stock"),
    "quality": ("品质", "品质分", "quality"),
    "says": ("卖点", "亮点", "说明", "特点", "says"),
    "valid_from": ("生效", "生效日期", "开始日期", "启用日期", "valid from"),
    "valid_until": ("失效", "失效日期", "截止日期", "有效期至", "结束日期", "valid until"),
    "substitutes": ("替代", "替代品", "互斥", "substitutes"),
    "complements": ("搭配", "配套", "complements"),
    "sold_by": ("销售人", "可售人", "谁能卖", "sold by"),
    "aliases": ("别名", "又名", "曾用名", "aliases"),
}
_FIELD_OF = {fold(word): field for field, words in _WORDS.items() for word in words}
_MONTHLY = frozenset(fold(word) for word in ("月", "按月", "每月", "包月", "月付", "monthly", "month"))
_LISTS = frozenset({"substitutes", "complements", "sold_by", "aliases"})
_SPLIT = re.compile(r"[,，、;；|/]")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_CURRENCIES = {"人民币": "CNY", "元": "CNY", "rmb": "CNY", "美元": "USD", "港元": "HKD", "欧元": "EUR"}


def raw_catalogue(name: str, data: bytes, *, in_force: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the content of a catalogue file, unchecked.

    YAML holds a whole catalogue. A table holds products: bundles, campaigns, rules and policy of the
    catalogue in force stay. Raises InputRefused for what cannot be read at all.
    """
    stem = PurePath(name).stem
    if PurePath(name).suffix.lower() in {".yaml", ".yml"}:
        return _from_yaml(name, data)
    rows = list(read_rows(name, data))
    columns, body = _header(name, rows)
    products = [_product(row, columns, place) for place, row in enumerate(body, 1)]
    kept = {k: v for k, v in (in_force or {}).items() if k not in {"products", "currency"}}
    return {"id": "main", "name": stem, **kept, "products": products}


def _from_yaml(name: str, data: bytes) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(data.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise InputRefused("broken", name=name) from None
    if not isinstance(raw, dict):
        raise InputRefused("broken", name=name)
    return raw


def _header(name: str, rows: Sequence[SourceRow]) -> tuple[dict[int, str], Sequence[SourceRow]]:
    """Return field by column, and the rows below; the header is the row that names most fields."""
    best: dict[int, str] = {}
    at = -1
    for place, row in enumerate(rows[:_PEEK]):
        found = _columns(row.cells)
        if len(found) > len(best):
            best, at = found, place
    if "price" not in best.values() or "name" not in best.values():
        raise InputRefused("catalog-headers", name=name)
    return best, rows[at + 1 :]


def _columns(cells: Sequence[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        field = _FIELD_OF.get(fold(_BRACKETS.sub("", cell)))
        if field and field not in found.values():
            found[place] = field
    return found


def _product(row: SourceRow, columns: Mapping[int, str], place: int) -> dict[str, Any]:
    cells = {field: row.cells[i].strip() for i, field in columns.items() if i < len(row.cells)}
    product: dict[str, Any] = {}
    for field, cell in cells.items():
        if cell:
            product[field] = _value(field, cell)
    name = str(product.get("name", ""))
    product.setdefault("id", fold(name)[:64] or f"row{place}")
    product["id"] = re.sub(r"[\s:|+]", "-", str(product["id"]))
    product.setdefault("category", "其他")
    product["category"] = re.sub(r"[\s:|]", "", str(product["category"]))
    return product


def _value(field: str, cell: str) -> object:
    if field in _LISTS:
        return [part.strip() for part in _SPLIT.split(cell) if part.strip()]
    read = _READ.get(field)
    if read is None:
        return cell
    try:
        return read(cell)
    except BadCell:
        return cell  # the check names the article and what stands there


def _amount(cell: str) -> str:
    money = money_of(cell)
    return "" if money is None else f"{money.amount.normalize():f}"


def _billing(cell: str) -> str:
    return "monthly" if fold(cell) in _MONTHLY else "one_time"


def _currency(cell: str) -> str:
    return _CURRENCIES.get(cell.lower(), cell.upper())


def _share(cell: str) -> str:
    """13% and 13 are 0.13."""
    try:
        number = Decimal(cell.rstrip("%％ "))
    except InvalidOperation:
        return cell
    return str(number / 100 if number >= 1 or cell != cell.rstrip("%％ ") else number)


_READ: Mapping[str, Callable[[str], object]] = {
    "billing": _billing,
    "currency": _currency,
    "tax_rate": _share,
    "price": _amount,
    "cost": _amount,
    "stock": _amount,
    "quality": _amount,
    "valid_from": day_of,
    "valid_until": day_of,
}
