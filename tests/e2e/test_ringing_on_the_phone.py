"""What rings arrives on the phone, once, with buttons that work; also over a restart of the bot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.handlers.ringing import Ringer
from bot.phone import origin_user
from bot.ports import Job, JobKind
from crm.base import new_id
from tests.stage import Stage, open_stage, sample_folder

PATIENCE = 15.0
SELLER = "sample-wang-lei"


async def store_due_reminder(stage: Stage, text: str) -> str:
    """A reminder that fell due a minute ago, for a seller who has no quiet hours."""
    now = datetime.now(UTC)
    job = Job(
        id=new_id(),
        kind=JobKind.REMINDER,
        owner_id=SELLER,
        text=text,
        due_at=now - timedelta(minutes=1),
        created_by=SELLER,
        created_at=now,
    )
    async with stage.core.database.write() as uow:
        days = await uow.days.setting(SELLER)
        assert days is None
        await uow.jobs.add([job])
        await uow.commit()
    return job.id


async def no_quiet_hours(stage: Stage) -> None:
    from bot.ports import DaySetting

    async with stage.core.database.write() as uow:
        await uow.days.put_setting(
            DaySetting(salesperson_id=SELLER, quiet_from=0, quiet_until=0, digest=False)
        )
        await uow.commit()


async def test_a_reminder_that_fell_due_while_the_bot_was_off_arrives_once_and_can_be_done(
    tmp_path: Path, prepared_sample: Path
) -> None:
    folder = sample_folder(prepared_sample, tmp_path)
    async with open_stage(folder) as stage:
        await store_due_reminder(stage, "给王姐打电话")
        await no_quiet_hours(stage)
    async with open_stage(folder) as stage:
        bell = Ringer(stage.core.services, stage.running.sender)
        await bell.look()  # beside the bot's own: together they ring once
        chat = stage.phone.chat(await stage.phone.say(stage.person("seller"), "/remind"))
        await stage.phone.settled(quiet=0.5)
        rung = [message for message in chat.replies if "到点了" in message.text]
        assert len(rung) == 1
        assert "给王姐打电话" in rung[0].text
        pressed = await stage.phone.press(rung[0], "办完了")
        after = await stage.phone.wait_for_reply(pressed, timeout=PATIENCE)
        assert "办完了：给王姐打电话" in after.text
    async with open_stage(folder) as stage:
        said = await stage.phone.say(stage.person("seller"), "/remind")
        shown = await stage.phone.wait_for_reply(said, timeout=PATIENCE)
        assert "没有提醒" in shown.text


async def test_what_i_sent_to_a_customer_and_forward_here_is_read_as_my_promise(
    tmp_path: Path, prepared_sample: Path
) -> None:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as stage:
        me = stage.person("seller")
        said = await stage.phone.say(me, "张大伯")
        await stage.phone.wait_for_reply(said, timeout=PATIENCE)
        sent = await stage.phone.forward(me, "大伯，周五前这个价给您保留着", origin=origin_user("王磊", me))
        shown = await stage.phone.wait_for_reply(sent[-1], timeout=PATIENCE)
        assert "您答应张大伯" in shown.text
        assert "记下承诺" in " ".join(str(button["text"]) for button in shown.buttons)


async def test_a_promise_handed_to_the_manager_is_told_to_the_manager(
    tmp_path: Path, prepared_sample: Path
) -> None:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as stage:
        phone, me, boss = stage.phone, stage.person("seller"), stage.person("manager")
        greeted = await phone.say(boss, "/promises")
        await phone.wait_for_reply(greeted, timeout=PATIENCE)
        await phone.wait_for_reply(await phone.say(me, "张大伯"), timeout=PATIENCE)
        offered = await phone.wait_for_reply(await phone.say(me, "明天把合同发您"), timeout=PATIENCE)
        await phone.wait_for_reply(await phone.press(offered, "记下承诺"), timeout=PATIENCE)
        listed = await phone.wait_for_reply(await phone.say(me, "/promises"), timeout=PATIENCE)
        entry = await phone.wait_for_reply(await phone.press(listed, "张大伯"), timeout=PATIENCE)
        people = await phone.wait_for_reply(await phone.press(entry, "交给同事"), timeout=PATIENCE)
        done = await phone.wait_for_reply(await phone.press(people, "陈静"), timeout=PATIENCE)
        assert "交给陈静了" in done.text
        await phone.settled(quiet=0.5)
        told = [message.text for message in phone.chat(greeted).replies]
        assert any("王磊把一件答应张大伯的事交给您" in text for text in told)


async def test_a_button_of_a_colleague_who_left_hands_nothing_on_and_the_way_back_leads_home(
    tmp_path: Path, prepared_sample: Path
) -> None:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as stage:
        phone, me = stage.phone, stage.person("seller")
        asked = await phone.wait_for_reply(await phone.say(me, "下周三提醒我给王姐打电话"), timeout=PATIENCE)
        await phone.wait_for_reply(await phone.press(asked, "好，到时提醒"), timeout=PATIENCE)
        listed = await phone.wait_for_reply(await phone.say(me, "/remind"), timeout=PATIENCE)
        one = await phone.wait_for_reply(await phone.press(listed, "给王姐打电话"), timeout=PATIENCE)
        people = await phone.wait_for_reply(await phone.press(one, "交给同事"), timeout=PATIENCE)
        assert [button["text"] for button in people.buttons] == ["陈静", "返回"], (
            "who has no account hears nothing"
        )
        left = next(str(button["callback_data"]) for button in people.buttons)
        async with stage.core.database.write() as uow:
            boss = await uow.people.get("sample-chen-jing")
            await uow.people.update(boss.model_copy(update={"active": False}))
            await uow.commit()
        told = await phone.wait_for_reply(await phone.press_data(people, left), timeout=PATIENCE)
        assert "交给" not in told.text
        back = await phone.wait_for_reply(await phone.press(people, "返回"), timeout=PATIENCE)
        assert "给王姐打电话" in back.text
