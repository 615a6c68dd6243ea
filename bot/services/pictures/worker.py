"""The drawing process: a request as one line of JSON in, a PNG with its length in front out.

Altair and vl-convert stay in here: drawing holds the interpreter for half a second, and neither has to
be in the memory of a bot that nobody asks for a picture. It ends when its input ends, or by itself
when nothing was asked for a while.
"""

import json
import select
import struct
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import BinaryIO, cast

from bot.services.pictures.charts import chart
from bot.services.pictures.requests import SCALE, PictureRequest

FONT_PACKAGE, FONT_FILE = "mplfonts", "NotoSansCJKsc-Regular.otf"
IDLE_SECONDS = 300


def font_folder() -> Path:
    """Return the folder of the Chinese font that comes with a package, without importing the package.

    Raises FileNotFoundError when the package does not carry it.
    """
    for file in distribution(FONT_PACKAGE).files or ():
        if file.name == FONT_FILE:
            return Path(str(file.locate())).parent
    raise FileNotFoundError(FONT_FILE)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Draw until the input ends; a failure is answered with a length of zero and told on stderr."""
    import vl_convert

    vl_convert.register_font_directory(str(font_folder()))
    while _asked(source) and (line := source.readline()):
        try:
            spec = chart(PictureRequest.model_validate_json(line))
            png = vl_convert.vegalite_to_png(json.dumps(spec), vl_version="6.4", scale=SCALE)
        except Exception as error:
            # One picture that cannot be drawn must not take the next one with it.
            print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr, flush=True)
            png = b""
        sink.write(struct.pack(">I", len(png)) + png)
        sink.flush()


def _asked(source: BinaryIO) -> bool:
    if sys.platform == "win32":  # select() knows only sockets there
        return True
    return bool(select.select([source], [], [], IDLE_SECONDS)[0])


if __name__ == "__main__":
    # Unbuffered, or a line already read ahead would hide from select().
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as asked:
        serve(cast("BinaryIO", asked), sys.stdout.buffer)
