"""Secretary mode: drafts for what customers write to the salesperson's own account, sent on a tap only."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.phone import Message
from bot.ports import BusinessAccount, CaseState, SecretaryCase, UseKind
from bot.services.secretary import Refused, refusal
from tests.stage import Stage, open_stage, sample_folder

CUSTOMER = 880000001
DEAR = "新的太贵了，便宜点行不行"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def connected(stage: Stage, *, can_reply: bool = True) -> str:
    seller = stage.person("seller")
    business = await stage.phone.connect_business(seller, can_reply=can_reply)
    asked = await stage.phone.wait_for_reply(seller, match="接到了自己的账号", timeout=15)
    await stage.phone.press(asked, "打开")
    await stage.phone.wait_for_edit(asked, match="已打开", beyond=0, timeout=15)
    return business


def inbox(stage: Stage) -> list[Message]:
    return stage.phone.chat(stage.person("seller")).replies


async def drafts(stage: Stage, business: str, text: str = DEAR) -> Message:
    before = len(inbox(stage))
    await stage.phone.business_say(business, CUSTOMER, text)
    await stage.phone.wait_until(lambda: len(inbox(stage)) > before, timeout=15)
    return inbox(stage)[-1]


def said_to_customer(stage: Stage, business: str) -> list[str]:
    chat = stage.phone.world.business_chats.get((business, CUSTOMER))
    return [one.text for one in chat.replies] if chat else []


async def test_nothing_is_read_before_the_owner_said_yes(stage: Stage) -> None:
    business = await stage.phone.connect_business(stage.person("seller"))
    await stage.phone.wait_for_reply(stage.person("seller"), match="接到了自己的账号", timeout=15)
    before = len(inbox(stage))
    await stage.phone.business_say(business, CUSTOMER, DEAR)
    await stage.phone.settled()
    assert len(inbox(stage)) == before


async def test_a_strangers_account_is_never_read(stage: Stage) -> None:
    business = await stage.phone.connect_business(stage.person("stranger"))
    await stage.phone.business_say(business, CUSTOMER, DEAR)
    await stage.phone.settled()
    assert stage.phone.chat(stage.person("stranger")).replies == []
    async with stage.core.database.read() as uow:
        assert await uow.secretary.account(business) is None


async def test_a_tap_sends_the_draft_once_and_only_then(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    assert DEAR in shown.text
    assert said_to_customer(stage, business) == []
    edits = shown.edits
    await stage.phone.press(shown, "发送 ①")
    done = await stage.phone.wait_for_edit(shown, match="已发给", beyond=edits, timeout=15)
    sent = said_to_customer(stage, business)
    assert len(sent) == 1
    assert sent[0] in done.text


async def test_a_double_tap_sends_nothing_twice(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    data = next(str(one["callback_data"]) for one in shown.buttons if "发送 ①" in str(one["text"]))
    await stage.phone.press_data(shown, data)
    await stage.phone.press_data(shown, data)
    await stage.phone.wait_for_reply(stage.person("seller"), match="没有重复发", timeout=15)
    assert len(said_to_customer(stage, business)) == 1


async def test_a_greeting_or_thanks_is_left_alone(stage: Stage) -> None:
    business = await connected(stage)
    before = len(inbox(stage))
    for text in ("谢谢", "好的"):
        await stage.phone.business_say(business, CUSTOMER, text)
    await stage.phone.settled()
    assert len(inbox(stage)) == before


async def test_messages_in_one_breath_are_one_case_in_one_place(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    edits, count = shown.edits, len(inbox(stage))
    await stage.phone.business_say(business, CUSTOMER, "别家才卖三千")
    after = await stage.phone.wait_for_edit(shown, match="别家才卖三千", beyond=edits, timeout=15)
    assert DEAR in after.text
    assert len(inbox(stage)) == count


async def test_an_answer_by_hand_ends_the_drafts_and_echoes_are_ignored(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    edits = shown.edits
    await stage.phone.business_own(business, CUSTOMER, "我马上给您回电话")
    over = await stage.phone.wait_for_edit(shown, match="自己回了", beyond=edits, timeout=15)
    assert not over.buttons


async def test_words_taken_back_disappear_here_as_well(stage: Stage) -> None:
    business = await connected(stage)
    before = len(inbox(stage))
    said = await stage.phone.business_say(business, CUSTOMER, DEAR)
    await stage.phone.wait_until(lambda: len(inbox(stage)) > before, timeout=15)
    shown = inbox(stage)[-1]
    edits = shown.edits
    await stage.phone.business_delete(said)
    over = await stage.phone.wait_for_edit(shown, match="撤回", beyond=edits, timeout=15)
    assert DEAR not in over.text
    async with stage.core.database.read() as uow:
        owner = (await uow.secretary.account(business)) or pytest.fail("the account is gone")
        kept = await uow.secretary.open_cases(owner.salesperson_id, CUSTOMER)
    assert list(kept) == []


async def test_own_wording_is_shown_once_more_and_then_sent(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    asked = await stage.phone.wait_for_reply(await stage.phone.press(shown, "改一改"), timeout=15)
    assert "您想说的话" in asked.text
    preview = await stage.phone.wait_for_reply(
        await stage.phone.say(stage.person("seller"), "您先来店里看看，我给您留着"), timeout=15
    )
    assert said_to_customer(stage, business) == []
    await stage.phone.press(preview, "发送")
    await stage.phone.wait_for_edit(preview, match="已发给", beyond=0, timeout=15)
    assert said_to_customer(stage, business) == ["您先来店里看看，我给您留着"]


async def test_without_the_right_to_reply_the_way_out_is_said(stage: Stage) -> None:
    business = await connected(stage, can_reply=False)
    shown = await drafts(stage, business)
    told = await stage.phone.wait_for_reply(await stage.phone.press(shown, "发送 ①"), timeout=15)
    assert "权限" in told.text
    assert said_to_customer(stage, business) == []


async def test_a_connection_taken_off_stops_everything(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    await stage.phone.connect_business(stage.person("seller"), enabled=False, connection_id=business)
    await stage.phone.wait_for_reply(stage.person("seller"), match="已断开", timeout=15)
    told = await stage.phone.wait_for_reply(await stage.phone.press(shown, "发送 ①"), timeout=15)
    assert "没有发出去" in told.text
    count = len(inbox(stage))
    await stage.phone.business_say(business, CUSTOMER, DEAR)
    await stage.phone.settled()
    assert len(inbox(stage)) == count


async def test_a_right_taken_back_while_drafts_stand_there_is_noticed_at_the_tap(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    await stage.phone.connect_business(stage.person("seller"), can_reply=False, connection_id=business)
    await stage.phone.settled()
    told = await stage.phone.wait_for_reply(await stage.phone.press(shown, "发送 ①"), timeout=15)
    assert "权限" in told.text
    assert said_to_customer(stage, business) == []


async def test_a_day_after_the_customers_last_word_nothing_is_sent(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    async with stage.core.database.write() as uow:
        account = await uow.secretary.account(business) or pytest.fail("the account is gone")
        chat = await uow.secretary.chat(account.salesperson_id, CUSTOMER) or pytest.fail("no chat")
        await uow.secretary.put_chat(chat.model_copy(update={"heard_at": chat.heard_at - timedelta(days=1)}))
        await uow.commit()
    told = await stage.phone.wait_for_reply(await stage.phone.press(shown, "发送 ①"), timeout=15)
    assert "二十四小时" in told.text
    assert said_to_customer(stage, business) == []


async def test_the_owner_is_told_when_telegram_refuses_the_line(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    stage.phone.fault("sendMessage", status=403, description="Forbidden: bot was blocked by the user")
    await stage.phone.press(shown, "发送 ①")
    await stage.phone.wait_until(lambda: "没发出去" in inbox(stage)[-1].text, timeout=15)
    assert said_to_customer(stage, business) == []


async def test_switched_off_for_all_nothing_is_read_until_it_is_on_again(stage: Stage) -> None:
    business = await connected(stage)
    status = await stage.phone.ask(stage.person("seller"), "/secretary")
    await stage.phone.press(status, "关掉")
    off = await stage.phone.wait_for_edit(status, match="已关闭", beyond=0, timeout=15)
    count = len(inbox(stage))
    await stage.phone.business_say(business, CUSTOMER, DEAR)
    await stage.phone.settled()
    assert len(inbox(stage)) == count
    await stage.phone.press(off, "打开")
    await stage.phone.wait_for_edit(off, match="已打开", beyond=off.edits, timeout=15)
    assert DEAR in (await drafts(stage, business)).text


async def test_what_was_sent_as_it_was_and_what_was_changed_count_apart(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    await stage.phone.press(shown, "发送 ①")
    await stage.phone.wait_for_edit(shown, match="已发给", beyond=0, timeout=15)
    shown = await drafts(stage, business, "我再考虑考虑吧")
    await stage.phone.wait_for_reply(await stage.phone.press(shown, "改一改"), timeout=15)
    own = await stage.phone.say(stage.person("seller"), "您慢慢想，我等您电话")
    preview = await stage.phone.wait_for_reply(own, timeout=15)
    await stage.phone.press(preview, "发送")
    await stage.phone.wait_for_edit(preview, match="已发给", beyond=0, timeout=15)
    async with stage.core.database.read() as uow:
        account = await uow.secretary.account(business) or pytest.fail("the account is gone")
        team = (await uow.people.get(account.salesperson_id)).team_id
        counts = await uow.line_uses.counts(team, NOON - timedelta(days=3650))
    assert sorted((one.kind, one.count) for one in counts) == [(UseKind.EDITED, 1), (UseKind.SENT, 1)]


async def test_a_second_connection_takes_over_without_asking_again(stage: Stage) -> None:
    first = await connected(stage)
    second = await stage.phone.connect_business(stage.person("seller"))
    shown = await drafts(stage, second)
    assert DEAR in shown.text
    async with stage.core.database.read() as uow:
        old = await uow.secretary.account(first)
    assert old is not None
    assert not old.enabled


async def test_one_customer_can_be_silenced_and_all_be_heard_again(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    await stage.phone.press(shown, "不再提示")
    await stage.phone.wait_for_edit(shown, match="不再提示", beyond=0, timeout=15)
    count = len(inbox(stage))
    await stage.phone.business_say(business, CUSTOMER, DEAR)
    await stage.phone.settled()
    assert len(inbox(stage)) == count
    status = await stage.phone.wait_for_reply(
        await stage.phone.say(stage.person("seller"), "/secretary"), timeout=15
    )
    await stage.phone.press(status, "恢复全部提示")
    await stage.phone.settled()
    assert DEAR in (await drafts(stage, business)).text


async def test_who_writes_is_asked_once_and_then_known(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    edits = shown.edits
    asked = await stage.phone.wait_for_reply(await stage.phone.press(shown, "这是谁"), timeout=15)
    await stage.phone.press(asked, "张大伯")
    fitted = await stage.phone.wait_for_edit(shown, match="张大伯", beyond=edits, timeout=15)
    await stage.phone.press(fitted, "发送 ①")
    await stage.phone.settled()
    again = await drafts(stage, business, "我再考虑考虑吧")
    assert "张大伯" in again.text
    assert not any("这是谁" in str(one["text"]) for one in again.buttons)


def account(**changes: object) -> BusinessAccount:
    known = {
        "connection_id": "c",
        "salesperson_id": "li",
        "telegram_id": 1,
        "user_chat_id": 1,
        "can_reply": True,
        "active": True,
        "connected_at": NOON,
    }
    return BusinessAccount.model_validate({**known, **changes})


def case(state: CaseState = CaseState.OPEN) -> SecretaryCase:
    return SecretaryCase(
        id="x",
        salesperson_id="li",
        connection_id="c",
        chat_id=2,
        message_ids=(1,),
        state=state,
        updated_at=NOON,
    )


@pytest.mark.parametrize(
    ("state", "known", "hours", "why"),
    [
        (CaseState.OPEN, account(), 23.9, None),
        (CaseState.OPEN, account(), 24, Refused.TOO_LATE),
        (CaseState.OPEN, account(can_reply=False), 1, Refused.NO_RIGHT),
        (CaseState.OPEN, account(active=False), 1, Refused.DISCONNECTED),
        (CaseState.OPEN, account(enabled=False), 1, Refused.DISCONNECTED),
        (CaseState.OPEN, None, 1, Refused.DISCONNECTED),
        (CaseState.SENT, account(), 1, Refused.DONE),
        (CaseState.DELETED, account(), 1, Refused.DONE),
    ],
)
def test_a_draft_is_sent_only_where_the_platform_and_the_owner_allow_it(
    state: CaseState, known: BusinessAccount | None, hours: float, why: Refused | None
) -> None:
    assert refusal(case(state), known, NOON, NOON + timedelta(hours=hours)) is why


async def test_a_promise_in_a_sent_line_is_offered_for_the_ledger(stage: Stage) -> None:
    business = await connected(stage)
    shown = await drafts(stage, business)
    asked = await stage.phone.wait_for_reply(await stage.phone.press(shown, "这是谁"), timeout=15)
    edits = shown.edits
    await stage.phone.press(asked, "张大伯")
    fitted = await stage.phone.wait_for_edit(shown, match="张大伯", beyond=edits, timeout=15)
    await stage.phone.wait_for_reply(await stage.phone.press(fitted, "改一改"), timeout=15)
    own = await stage.phone.say(stage.person("seller"), "张大伯，明天上午我把报价单发您")
    preview = await stage.phone.wait_for_reply(own, timeout=15)
    await stage.phone.press(preview, "发送")
    await stage.phone.wait_until(lambda: offers_promise(inbox(stage)[-1]), timeout=15)
    assert "报价单" in inbox(stage)[-1].text


def offers_promise(message: Message) -> bool:
    return any(str(one.get("callback_data", "")).startswith("pp:") for one in message.buttons)
