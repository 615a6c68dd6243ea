"""Who is let in: admins by setting, everybody else by a one-time invite."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from crm.base import Id, new_id
from crm.errors import Conflict, InviteInvalid, NotAllowed, NotFound
from crm.people import RANK, Actor, Invite, Role, Salesperson, Team

INVITE_STAYS = timedelta(days=7)
TOKEN_BYTES = 24
"""192 bits; as text 32 characters, which fits the 64 of a start link."""
DEFAULT_TEAM = "我的团队"
LOCAL_ADMIN = "local-admin"
LOCAL_ADMIN_NAME = "本机管理员"
_LONGEST_NAME = 80


class MembershipService:
    """Identity of whoever speaks, invites, and the people of a team."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        admin_telegram_ids: Collection[int] = (),
        *,
        sample_people: bool = True,
    ) -> None:
        """Keep the collaborators; the ids come from `ADMIN_TELEGRAM_IDS`.

        `sample_people` lets the accounts of the sample team in. They exist on the local phone only; with
        a real bot the same numbers could be somebody's.
        """
        self._database, self._clock = database, clock
        self._admins = frozenset(admin_telegram_ids)
        self._sample_people = sample_people

    async def identify(self, telegram_id: int, name: str = "") -> Actor | None:
        """Return who is behind a Telegram account; None for strangers and removed people.

        An account listed as admin is one even before it has a row: it gets one in the default team.
        """
        async with self._database.read() as uow:
            person = await uow.people.by_telegram(telegram_id)
            if person and not self._sample_people and (await uow.people.team(person.team_id)).is_sample:
                person = None
        if telegram_id in self._admins:
            return await self._listed_admin(telegram_id, name, person)
        return _actor(person) if person is not None and person.active else None

    async def invite(
        self, uow: BotUnitOfWork, actor: Actor, role: Role = Role.SALESPERSON, team_id: Id | None = None
    ) -> str:
        """Return the token of a new invite; only its digest is stored. It is good for 7 days, once.

        A manager invites salespeople into the own team, an admin anybody into any team. Raises
        NotAllowed, and NotFound for an unknown team.
        """
        actor.require(Role.MANAGER, "invite")
        team = team_id or actor.team_id
        if actor.role is not Role.ADMIN and (role is not Role.SALESPERSON or team != actor.team_id):
            raise NotAllowed("invite")
        await uow.people.team(team)
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self._clock.now()
        await uow.people.add_invite(
            Invite(
                id=new_id(),
                token_digest=token_digest(token),
                team_id=team,
                role=role,
                created_by=actor.salesperson_id,
                created_at=now,
                expires_at=now + INVITE_STAYS,
            )
        )
        return token

    async def join(self, uow: BotUnitOfWork, token: str, telegram_id: int, name: str) -> Salesperson:
        """Let somebody in by an invite; a removed person comes back under the same identity.

        Raises InviteInvalid when the invite is unknown, used (also by a faster one) or too old, and
        when its maker has been removed since.
        """
        invite, now = await uow.people.invite(token_digest(token)), self._clock.now()
        if invite is None or invite.used_at is not None or invite.expires_at <= now:
            raise InviteInvalid
        if not (await uow.people.get(invite.created_by)).active:
            raise InviteInvalid
        known = await uow.people.by_telegram(telegram_id)
        if known is not None and known.active:
            return known
        id = known.id if known else new_id()
        if not await uow.people.use_invite(invite.id, id, now):
            raise InviteInvalid
        person = Salesperson(
            id=id,
            team_id=invite.team_id,
            name=_tidy_name(name),
            role=invite.role,
            telegram_id=telegram_id,
            created_at=known.created_at if known else now,
        )
        await (uow.people.update(person) if known else uow.people.add(person))
        return person

    async def remove(self, uow: BotUnitOfWork, actor: Actor, person_id: Id) -> Salesperson:
        """Take somebody off; their customers stay with the team. From now on they are a stranger.

        Raises NotAllowed for oneself, for people of equal rank (unless an admin acts) and for admins
        by setting; NotFound outside a manager's team.
        """
        actor.require(Role.MANAGER, "remove")
        person = await uow.people.get(person_id)
        if actor.role is not Role.ADMIN and person.team_id != actor.team_id:
            raise NotFound("salesperson", person_id)
        lower = RANK[person.role] < RANK[actor.role] or actor.role is Role.ADMIN
        if person.id == actor.salesperson_id or not lower or person.telegram_id in self._admins:
            raise NotAllowed("remove")
        removed = person.model_copy(update={"active": False})
        await uow.people.update(removed)
        return removed

    async def members(self, actor: Actor) -> Sequence[Salesperson]:
        """Return the active people of the actor's team, oldest first."""
        async with self._database.read() as uow:
            people = await uow.people.in_team(actor.team_id)
        return [person for person in people if person.active]

    async def local_admin(self) -> Actor:
        """Return the admin behind the command line, made on first use."""
        async with self._database.read() as uow:
            known = await _get(uow, LOCAL_ADMIN)
        if known is None:
            known = await self._add_admin(LOCAL_ADMIN, LOCAL_ADMIN_NAME, None)
        return _actor(known)

    async def as_named(self, name: str) -> Actor:
        """Return the active person of that name, in any team.

        Raises InputRefused `no-salesperson` when there is none and `several-salespeople` when the
        name is not unique; `names` lists whom there is.
        """
        async with self._database.read() as uow:
            teams = await uow.people.teams()
            people = [p for team in teams for p in await uow.people.in_team(team.id) if p.active]
        found = [person for person in people if person.name == name]
        if len(found) == 1:
            return _actor(found[0])
        names = "、".join(sorted({person.name for person in people}))
        raise InputRefused("several-salespeople" if found else "no-salesperson", name=name, names=names)

    async def _listed_admin(self, telegram_id: int, name: str, person: Salesperson | None) -> Actor:
        if person is None:
            person = await self._add_admin(new_id(), name or LOCAL_ADMIN_NAME, telegram_id)
        return _actor(person.model_copy(update={"role": Role.ADMIN}))

    async def _add_admin(self, id: Id, name: str, telegram_id: int | None) -> Salesperson:
        """Store an admin in the default team; somebody doing the same at the same time wins."""
        try:
            async with self._database.write() as uow:
                known = await (uow.people.by_telegram(telegram_id) if telegram_id else _get(uow, id))
                if known:
                    return known
                team, now = await self.default_team(uow), self._clock.now()
                person = Salesperson(
                    id=id,
                    team_id=team.id,
                    name=_tidy_name(name),
                    role=Role.ADMIN,
                    telegram_id=telegram_id,
                    created_at=now,
                )
                await uow.people.add(person)
                await uow.commit()
                return person
        except Conflict:
            async with self._database.read() as uow:
                known = await (uow.people.by_telegram(telegram_id) if telegram_id else _get(uow, id))
            if known is None:
                raise
            return known

    async def default_team(self, uow: BotUnitOfWork) -> Team:
        """Return the first real team, making 「我的团队」 when there is none."""
        real = [team for team in await uow.people.teams() if not team.is_sample]
        if real:
            return real[0]
        team = Team(id=new_id(), name=DEFAULT_TEAM, created_at=self._clock.now())
        await uow.people.add_team(team)
        return team


def token_digest(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal; tokens are random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _get(uow: BotUnitOfWork, id: Id) -> Salesperson | None:
    try:
        return await uow.people.get(id)
    except NotFound:
        return None


def _actor(person: Salesperson) -> Actor:
    return Actor(salesperson_id=person.id, team_id=person.team_id, role=person.role, name=person.name)


def _tidy_name(name: str) -> str:
    return " ".join(name.replace("\x00", "").split())[:_LONGEST_NAME] or "新同事"
