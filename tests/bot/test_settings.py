import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import Settings

ROOT = Path(__file__).parents[2]


def declared() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))


def test_the_example_file_names_exactly_the_settings_there_are() -> None:
    assert set(declared()) == {name.upper() for name in Settings.model_fields}


def test_the_example_file_shows_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    copied = tmp_path / ".env"
    copied.write_text((ROOT / ".env.example").read_text(encoding="utf-8"), encoding="utf-8")
    assert Settings(_env_file=copied) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_admin_ids_are_split_at_any_comma() -> None:
    ids = Settings(_env_file=None, admin_telegram_ids="1, 2，3 4").admin_telegram_ids  # type: ignore[call-arg,arg-type]
    assert ids == (1, 2, 3, 4)


def test_a_postgres_address_becomes_an_async_one() -> None:
    settings = Settings(_env_file=None, database_url="postgres://jinju@localhost/x")  # type: ignore[call-arg]
    assert settings.database == "postgresql+asyncpg://jinju@localhost/x"


def test_the_database_lies_in_the_data_folder_by_default(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)  # type: ignore[call-arg]
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}"


@pytest.mark.parametrize("value", ["ftp://x", "http://x/bot", "api.telegram.org"])
def test_a_server_address_with_a_path_or_no_scheme_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="scheme, host and port"):
        Settings(_env_file=None, telegram_api_base_url=value)  # type: ignore[call-arg]


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown time zone"):
        Settings(_env_file=None, timezone="Mars/Olympus")  # type: ignore[call-arg]


def test_the_token_is_not_shown_in_print() -> None:
    settings = Settings(_env_file=None, telegram_bot_token="12:abcdefg")  # type: ignore[call-arg,arg-type]
    assert "abcdefg" not in repr(settings)
