"""A real `chroma run` on a free port of loopback."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 40.0


@contextmanager
def chroma_server(folder: Path, *, port: int | None = None) -> Iterator[str]:
    """Run a server that keeps its data in a folder; yield its address. Killed at the end."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", folder, "--port", str(port)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen([*map(str, command), "--host", "127.0.0.1"], stdout=log, stderr=log)
        try:
            _wait(url, process)
            yield url
        finally:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "chroma ended by itself"
        try:
            with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("chroma did not start")
