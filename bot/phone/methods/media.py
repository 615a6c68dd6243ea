"""Files: sending photos, documents, voices and albums; getFile."""

import mimetypes
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.phone.backend import Backend
from bot.phone.methods.sending import deliver, target
from bot.phone.pictures import picture_size
from bot.phone.records import StoredFile
from bot.phone.texts import caption, checked_caption
from bot.phone.wire import Call, Json, Refused, Upload, bad
from bot.phone.world import World, new_id

MEGABYTE = 1024 * 1024
DOWNLOAD_LIMIT = 20 * MEGABYTE
UPLOAD_LIMIT = 50 * MEGABYTE
PHOTO_LIMIT = 10 * MEGABYTE
ALBUM_KINDS = frozenset({"photo", "video", "document", "audio"})


def _stored(world: World, kind: str, value: object, files: Mapping[str, Upload], name: str) -> StoredFile:
    """Return the file a parameter stands for: an upload, an attachment or a known file id."""
    upload = files.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        upload = files.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad(f'file "{value.removeprefix("attach://")}" was not uploaded')
    if upload is not None:
        return _received(world, kind, upload)
    if not isinstance(value, str) or not value:
        raise bad(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    if value.startswith("file://"):
        raise bad("wrong remote file identifier specified: Wrong character in the string")
    known = world.files.get(value)
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    return known


def _received(world: World, kind: str, upload: Upload) -> StoredFile:
    size = len(upload.content)
    if size == 0:
        raise bad("file must be non-empty")
    if size > UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo":
        if size > PHOTO_LIMIT:
            raise bad(
                f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
            )
        if picture_size(upload.content) is None:
            raise bad("IMAGE_PROCESS_FAILED")
    mime = upload.mime
    if not mime or mime == "application/octet-stream":
        mime = mimetypes.guess_type(upload.filename)[0] or "application/octet-stream"
    return world.store(upload.filename, upload.content, mime)


def described(kind: str, file: StoredFile, extra: Json | None = None) -> Json:
    """Return the part of a Message that shows a file, for instance {"document": {…}}."""
    base: Json = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    if kind == "photo":
        width, height = picture_size(file.content or b"") or (800, 600)
        return {"photo": [base | {"width": width, "height": height}]}
    base["mime_type"] = file.mime
    if kind == "document":
        return {"document": base | {"file_name": file.name}}
    if kind == "video":
        return {"video": base | {"width": 640, "height": 360, "duration": 0} | (extra or {})}
    return {kind: base | {"duration": 0} | (extra or {})}


async def _send(backend: Backend, call: Call, kind: str) -> Json:
    text, entities = caption(call)
    chat = target(backend, call)
    file = _stored(backend.world, kind, call.args.get(kind), call.files, kind)
    extra = {"duration": call.integer("duration")} if kind in {"voice", "audio", "video"} else None
    content = described(kind, file, extra) | _captioned(text, entities)
    return deliver(backend, call, content, chat)


def _captioned(text: str, entities: list[Json]) -> Json:
    shown: Json = {"caption": text} if text else {}
    return shown | ({"caption_entities": entities} if entities else {})


async def send_photo(backend: Backend, call: Call) -> Json:
    """sendPhoto, up to 10 MB."""
    return await _send(backend, call, "photo")


async def send_document(backend: Backend, call: Call) -> Json:
    """sendDocument, up to 50 MB."""
    return await _send(backend, call, "document")


async def send_voice(backend: Backend, call: Call) -> Json:
    """SendVoice."""
    return await _send(backend, call, "voice")


async def send_audio(backend: Backend, call: Call) -> Json:
    """SendAudio."""
    return await _send(backend, call, "audio")


async def send_video(backend: Backend, call: Call) -> Json:
    """SendVideo."""
    return await _send(backend, call, "video")


async def send_media_group(backend: Backend, call: Call) -> list[Json]:
    """sendMediaGroup: all or nothing, documents and audio not mixed with others."""
    items = call.structure("media")
    if not isinstance(items, list) or not items:
        raise bad("there are no messages to send")
    if len(items) > 10:
        raise bad("too many messages to send as an album")
    kinds = {item.get("type") for item in items if isinstance(item, dict)}
    if not kinds <= ALBUM_KINDS or not all(isinstance(item, dict) for item in items):
        raise bad("can't parse InputMedia: Media type is unsupported")
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad(f"{'document' if 'document' in kinds else 'audio'} can't be mixed with other media types")
    chat = target(backend, call)
    album = {"media_group_id": new_id()} if len(items) > 1 else {}
    contents = [_item(backend.world, item, call.files) | album for item in items]
    bare = replace(call, args={name: value for name, value in call.args.items() if name != "reply_markup"})
    return [deliver(backend, bare, content, chat) for content in contents]


def _item(world: World, item: dict[str, Any], files: Mapping[str, Upload]) -> Json:
    text, entities = checked_caption(
        str(item.get("caption") or ""), str(item.get("parse_mode") or ""), item.get("caption_entities")
    )
    kind = str(item["type"])
    return described(kind, _stored(world, kind, item.get("media"), files, "")) | _captioned(text, entities)


async def get_file(backend: Backend, call: Call) -> Json:
    """getFile, up to 20 MB."""
    file = backend.world.files.get(call.text("file_id"))
    if file is None:
        raise bad("invalid file_id" if call.text("file_id") else "file_id not specified")
    if file.size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    base: Json = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    return base | {"file_path": file.path}
