"""Settings: environment and `.env`, read here and nowhere else."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Every knob of Jinju. Field names are the environment's names in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    telegram_bot_token: SecretStr | None = Field(None, description="Bot token; empty starts the local phone")
    telegram_api_base_url: str = Field(
        "https://api.telegram.org", description="Bot API server: scheme, host and port, without /bot"
    )
    webhook_url: str | None = Field(None, description="Public https address; empty means polling")
    webhook_listen: str | None = Field(
        None, description="host:port to listen on; default loopback and the URL's port"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="Secret Telegram sends along; required with WEBHOOK_URL"
    )
    admin_telegram_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram ids of admins, comma separated"
    )
    database_url: str | None = Field(None, description="SQLAlchemy URL; default SQLite in DATA_DIR")
    chroma_url: str | None = Field(None, description="Chroma server; default embedded in DATA_DIR")
    openai_api_key: SecretStr | None = Field(None, description="Key of an OpenAI-compatible endpoint")
    openai_base_url: str | None = Field(None, description="OpenAI-compatible endpoint; default OpenAI")
    openai_model: str | None = Field(None, description="Chat model; needed together with a key")
    openai_embedding_model: str | None = Field(
        None, description="Embedding model; empty keeps search lexical"
    )
    openai_transcription_model: str | None = Field(
        None, description="Model for voice notes; needed with OPENAI_BASE_URL, OpenAI has a default"
    )
    openai_vision_model: str | None = Field(
        None, description="Model for pictures; needed with OPENAI_BASE_URL, else the chat model"
    )
    embedding_query_prefix: str = Field(
        "", description="What the embedding model wants before a question, for instance query:"
    )
    embedding_passage_prefix: str = Field(
        "", description="What it wants before a passage, for instance passage: (changing it needs a reindex)"
    )
    reranker_url: str | None = Field(
        None, description="Reranker endpoint (TEI, Jina, vLLM), with or without /rerank; empty is none"
    )
    reranker_model: str | None = Field(None, description="Model named to the reranker, where it wants one")
    reranker_api_key: SecretStr | None = Field(None, description="Key of the reranker, where it wants one")
    model_seconds: float = Field(12.0, gt=0, le=120, description="Seconds a chat model may take in all")
    model_calls_per_seller: int = Field(200, ge=0, description="Calls of the chat model a person has a day")
    model_calls_per_team: int = Field(2000, ge=0, description="Calls of the chat model a team has a day")
    model_price_in: Decimal | None = Field(
        None, ge=0, description="Price of a million input tokens; with the other one, costs are shown"
    )
    model_price_out: Decimal | None = Field(None, ge=0, description="Price of a million output tokens")
    locale: Literal["zh", "en"] = Field("zh", description="Language of the bot's own words")
    timezone: str = Field("Asia/Shanghai", description="Time zone of dates said to people")
    data_dir: Path = Field(Path("data"), description="Folder of the database, indexes and uploads")

    @field_validator("admin_telegram_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(value.replace(",", " ").replace("\uff0c", " ").split())
        return value

    @field_validator("telegram_api_base_url")
    @classmethod
    def _bare_server(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
            raise ValueError("give scheme, host and port only, for instance http://127.0.0.1:8081")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {value!r}; for instance Asia/Shanghai") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """SQLAlchemy async URL of the database in force."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{(self.data_dir / 'jinju.db').absolute()}"
        url = self.database_url
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return "postgresql+asyncpg://" + url.removeprefix(plain)
        return url.replace("sqlite:///", "sqlite+aiosqlite:///", 1) if url.startswith("sqlite:///") else url
