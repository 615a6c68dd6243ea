"""Who works with customers: teams, salespeople, invites, and the scope each may see."""

from enum import StrEnum

from pydantic import Field

from crm.base import Id, Moment, Record
from crm.errors import NotAllowed


class Role(StrEnum):
    """What a person of ours may do; ordered by `RANK`."""

    SALESPERSON = "salesperson"
    MANAGER = "manager"
    ADMIN = "admin"


RANK = {Role.SALESPERSON: 0, Role.MANAGER: 1, Role.ADMIN: 2}


class Team(Record):
    """A group of salespeople whose customers its manager may see."""

    id: Id
    name: str = Field(min_length=1, max_length=80)
    is_sample: bool = False
    created_at: Moment


class Salesperson(Record):
    """A member of a team. `telegram_id` is empty until the invite was used (or for samples)."""

    id: Id
    team_id: Id
    name: str = Field(min_length=1, max_length=80)
    role: Role = Role.SALESPERSON
    telegram_id: int | None = None
    active: bool = True
    created_at: Moment


class Invite(Record):
    """A one-time ticket into a team; only the digest of its token is kept."""

    id: Id
    token_digest: str
    team_id: Id
    role: Role = Role.SALESPERSON
    created_by: Id
    created_at: Moment
    expires_at: Moment
    used_at: Moment | None = None
    used_by: Id | None = None


class Scope(Record):
    """The customers a person may see: all of a team, one owner's, or (local admin) everything."""

    team_id: Id | None
    owner_id: Id | None


class Actor(Record):
    """The person behind a turn, as established from the update, never from its text."""

    salesperson_id: Id
    team_id: Id
    role: Role
    name: str = ""

    @property
    def scope(self) -> Scope:
        """A salesperson sees own customers, a manager the team's, an admin everybody's."""
        if self.role is Role.ADMIN:
            return Scope(team_id=None, owner_id=None)
        if self.role is Role.MANAGER:
            return Scope(team_id=self.team_id, owner_id=None)
        return Scope(team_id=self.team_id, owner_id=self.salesperson_id)

    def require(self, role: Role, act: str) -> None:
        """Raise NotAllowed unless this person's role is at least `role`."""
        if RANK[self.role] < RANK[role]:
            raise NotAllowed(act)
