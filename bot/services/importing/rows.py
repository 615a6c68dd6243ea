"""One row of a table into a customer with what was bought, or the reason why not."""

from collections.abc import Mapping as Values
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError

from bot.services.customer_records import channels_of, notes_of
from bot.services.importing.cells import BadCell, bare, day_of, money_of, phones_of, quantity_of
from bot.services.importing.columns import Mapping
from bot.services.importing.contracts import contract_of
from bot.services.importing.tables import SourceRow
from bot.services.sentences_drafts import CustomerDraft
from bot.services.sentences_names import whole_name
from crm.base import Id, new_id
from crm.customers import Customer, CustomerKind
from crm.history import Purchase
from crm.people import Actor
from crm.ports import CustomerFile

_LONGEST = 120
_NO_PRODUCT = "未注明产品"
_COMPANY_WORDS = ("公司", "企业", "单位", "集团", "company", "b2b")
_YES = frozenset({"是", "1", "y", "yes", "true", "√", "勿", "不要"})


class BadRow(ValueError):
    """Raised when a row cannot become a customer; the text is the reason."""


@dataclass(frozen=True)
class RowReader:
    """Turns rows into customers. `owners` maps names of salespeople the actor may assign to ids."""

    mapping: Mapping
    actor: Actor
    owners: Values[str, Id]
    now: datetime
    today: date

    def read(self, row: SourceRow) -> CustomerFile:
        """Return the customer of a row with its purchase. Raises BadRow with a reason in Chinese."""
        self._check_width(row)
        cells = self._cells(row)
        try:
            draft, notes = self._draft(cells)
            purchase_notes, purchase = self._purchase(cells)
            contract_notes, contract = contract_of(cells, self.now)
            notes += purchase_notes + contract_notes
            customer = self._customer(draft, cells, notes)
        except BadCell as error:
            raise BadRow(str(error)) from error
        except ValidationError as error:
            raise BadRow(f"「{error.errors()[0]['loc'][0]}」的内容不合要求") from error
        bought = (purchase.model_copy(update={"customer_id": customer.id}),) if purchase else ()
        agreed = (contract.model_copy(update={"customer_id": customer.id}),) if contract else ()
        return CustomerFile(customer=customer, purchases=bought, contracts=agreed)

    def _check_width(self, row: SourceRow) -> None:
        if row.problem:
            raise BadRow(row.problem)
        width, cells = len(self.mapping.fields), row.cells
        too_long = any(cell.strip() for cell in cells[width:])
        too_short = len(cells) < width and not self.mapping.ragged
        if too_long or too_short:
            raise BadRow(f"列数不对：应为 {width} 列，实际 {len(cells)} 列")

    def _cells(self, row: SourceRow) -> dict[str, list[tuple[str, str]]]:
        """Return the filled cells by field as (header, text); what has no field is a note."""
        found: dict[str, list[tuple[str, str]]] = {}
        for place, text in enumerate(row.cells[: len(self.mapping.fields)]):
            value = bare(text)
            if value:
                field = self.mapping.fields[place] or "note"
                found.setdefault(field, []).append((self.mapping.headers[place], value))
        return found

    def _draft(self, cells: dict[str, list[tuple[str, str]]]) -> tuple[CustomerDraft, list[str]]:
        notes: list[str] = []
        texts = {name: self._text(cells, name, notes) for name in _TEXTS}
        phones = tuple(dict.fromkeys(p for _, cell in cells.get("phone", ()) for p in phones_of(cell)))
        called = whole_name(texts["name"])
        draft = CustomerDraft(
            kind=self._kind(cells, texts),
            phones=phones,
            tags=_tags(cells),
            birthday=self._birthday(cells, notes),
            **(texts | {"address_as": texts["address_as"] or (called.address_as if called else "")}),
        )
        if draft.is_empty:
            raise BadRow("没有姓名、单位、电话或微信")
        notes += [
            value if header in _PLAIN_NOTES else f"{header}：{value}" if header else value
            for header, value in cells.get("note", ())
        ]
        return draft, notes

    @staticmethod
    def _text(cells: dict[str, list[tuple[str, str]]], name: str, notes: list[str]) -> str:
        value = " ".join(text for _, text in cells.get(name, ()))
        if len(value) <= _LONGEST:
            return value
        notes.append(f"{cells[name][0][0] or name}：{value}")
        return value[:_LONGEST].strip()

    @staticmethod
    def _kind(cells: dict[str, list[tuple[str, str]]], texts: dict[str, str]) -> CustomerKind:
        told = " ".join(text for _, text in cells.get("kind", ())).lower()
        alone = bool(texts["company"]) and not texts["name"]
        is_company = alone or any(word in told for word in _COMPANY_WORDS)
        return CustomerKind.COMPANY if is_company else CustomerKind.PERSON

    def _birthday(self, cells: dict[str, list[tuple[str, str]]], notes: list[str]) -> date | None:
        for header, text in cells.get("birthday", ()):
            if len(text) <= 8 and not any(c in text for c in "年-/.") and not text.isdigit():
                notes.append(f"{header or '生日'}：{text}")  # a day without a year (5月20日, 农历八月)
                continue
            day = day_of(text)
            if day and day > self.today:
                raise BadCell(f"生日「{text[:20]}」在将来")
            return day
        return None

    def _purchase(self, cells: dict[str, list[tuple[str, str]]]) -> tuple[list[str], Purchase | None]:
        told = {name: " ".join(text for _, text in cells.get(name, ())) for name in _PURCHASE}
        amount, day = money_of(told["amount"]), day_of(told["bought_on"])
        quantity, unit = quantity_of(told["quantity"])
        if not (told["product"] or amount):
            return [f"{cells[n][0][0] or n}：{v}" for n, v in told.items() if v], None
        if amount is None or day is None:
            # A purchase needs amount and day; neither is invented, what is known becomes a note.
            return ["购买：" + " ".join(v for v in told.values() if v)], None
        purchase = Purchase(
            id=new_id(),
            customer_id="-",
            product=(told["product"] or _NO_PRODUCT)[:_LONGEST],
            category=told["category"][:_LONGEST],
            quantity=quantity,
            unit=(told["unit"] or unit)[:_LONGEST],
            amount=amount,
            margin=money_of(told["margin"]),
            bought_on=day,
        )
        return ([f"购买：{told['product']}"] if len(told["product"]) > _LONGEST else []), purchase

    def _customer(
        self, draft: CustomerDraft, cells: dict[str, list[tuple[str, str]]], notes: list[str]
    ) -> Customer:
        owner = self.actor.salesperson_id
        for header, name in cells.get("owner", ()):
            owner = self.owners.get(name, owner)
            if name not in self.owners and name != self.actor.name:
                notes.append(f"{header or '负责人'}：{name}")
        barred = any(text.lower() in _YES for _, text in cells.get("do_not_contact", ()))
        return Customer(
            id=new_id(),
            team_id=self.actor.team_id,
            owner_id=owner,
            kind=draft.kind,
            name=draft.name or (draft.company if draft.kind is CustomerKind.COMPANY else ""),
            address_as=draft.address_as,
            company=draft.company,
            position=draft.position,
            address=draft.address,
            birthday=draft.birthday,
            channels=channels_of(draft),
            tags=draft.tags,
            notes=notes_of("\n".join(notes), self.actor.salesperson_id, self.now),
            do_not_contact=barred,
            created_at=self.now,
            updated_at=self.now,
        )


_TEXTS = ("name", "address_as", "wechat", "email", "company", "position", "address")
_PURCHASE = ("product", "category", "quantity", "unit", "amount", "margin", "bought_on")
_PLAIN_NOTES = frozenset({"", "备注", "note", "notes", "Note", "Notes", "Remark", "说明"})


def _tags(cells: dict[str, list[tuple[str, str]]]) -> tuple[str, ...]:
    joined = "、".join(text for _, text in cells.get("tags", ()))
    for separator in (",", "，", ";", "；", "|", "/", "\n"):
        joined = joined.replace(separator, "、")
    return tuple(dict.fromkeys(tag.strip()[:_LONGEST] for tag in joined.split("、") if tag.strip()))
