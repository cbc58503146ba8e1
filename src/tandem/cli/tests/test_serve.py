"""The server and the worker as processes: they start, answer, and end when told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest

from .place import Place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer_of(address: str, **headers: str) -> dict[str, str]:
    for _ in range(300):  # a loaded machine takes its time
        try:
            with urlopen(Request(address, headers=headers), timeout=5) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")


@pytest.mark.timeout(400)
def test_the_server_answers_and_the_doctor_finds_its_worker(new_place: Callable[..., Place]) -> None:
    place = new_place()
    place.settings = {"TANDEM_HOSTS": "tandem.example", "TANDEM_SECRET_KEY": "k" * 50, "TANDEM_LOG": "json"}
    port = free_port()

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tandem", *arguments],
            cwd=place.folder,
            env=place.environment(),
            stderr=log,
        )

    with (place.folder / "log").open("w") as log:
        server, worker = start("serve", "--port", str(port), "--workers", "1"), start("worker")
    try:
        # Whatever host a load balancer asks by.
        assert answer_of(f"http://127.0.0.1:{port}/health", Host="10.0.0.7")["status"] == "ok"
        taken = place.refused("serve", "--port", str(port))
        assert taken.startswith(f"Something listens on 127.0.0.1:{port} already.")
        report = json.loads(place.run("doctor", "--json", "--wait", "20").stdout)
        states = {finding["what"]: finding["state"] for finding in report["findings"]}
        assert states["worker"] == states["database"] == states["tables"] == "good", report
    finally:
        for process in (server, worker):
            process.send_signal(signal.SIGTERM)
    assert (server.wait(timeout=30), worker.wait(timeout=30)) == (0, 0)
    lines = [line for line in (place.folder / "log").read_text().splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    assert any(line.get("path") == "/health" and line["request_id"] for line in told)
    assert not [line for line in told if line["level"] == "ERROR"]
