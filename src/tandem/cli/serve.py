"""`tandem serve`: the production server."""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from tandem.cli.ready import Stop, make_ready, require_current_database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option("--workers", type=click.IntRange(1), help="Server processes.")
@click.option("--threads", type=click.IntRange(1), help="Threads of each process.")
def serve(host: str, port: int, workers: int | None, threads: int | None) -> None:
    """Serve Tandem: pages, styles, the API, and /health for whoever watches over it.

    On PostgreSQL with one process per core and one more, on SQLite with one process of eight threads. Put a proxy with
    a certificate in front; run `tandem worker` beside it.

    \b
    Example:
      TANDEM_HOSTS=tandem.example.com TANDEM_HTTPS=yes tandem serve --port 8000
    """
    make_ready(serving=True)
    require_sound_configuration()
    require_current_database()
    run(host, port, workers=workers, threads=threads, greeting=f"Tandem is on http://{host}:{port}")


def require_sound_configuration() -> None:
    """Stop at the first error that the system checks find."""
    from django.core.checks import ERROR, run_checks

    for found in run_checks():
        if found.level >= ERROR and not found.is_silenced():
            raise Stop(str(found.msg), str(found.hint or ""))


def run(
    host: str,
    port: int,
    *,
    greeting: str,
    workers: int | None = None,
    threads: int | None = None,
    on_end: Callable[[], None] | None = None,
) -> None:
    """Listen until stopped. Returns never: the server ends the process."""
    require_free_port(host, port)
    _let_go_of_the_database()
    many, each = processes()
    options = {
        "bind": f"{'[' + host + ']' if ':' in host else host}:{port}",
        "workers": workers or many,
        "threads": threads or each,
        "worker_class": "gthread",
        "preload_app": True,
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 20,
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "logger_class": "tandem.cli.server.Log",
        "when_ready": lambda server: click.echo(f"{greeting}   (Ctrl+C stops it)", err=True),
        "on_exit": lambda server: on_end() if on_end else None,
        "control_socket_disable": True,
    }
    from tandem.cli.server import Server

    Server(options).run()


def _let_go_of_the_database() -> None:
    """Close what the checks opened: processes must not share connections, nor a pool whose threads stay behind."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]


def processes() -> tuple[int, int]:
    """How many processes of how many threads suit the database: SQLite has one writer, PostgreSQL many."""
    from django.db import connection

    from tandem.config import env

    on_postgres = connection.vendor == "postgresql"
    many, each = ((os.cpu_count() or 1) + 1, 4) if on_postgres else (1, 8)
    asked = [env.whole(name) if env.text(name) else 0 for name in ("WORKERS", "THREADS")]
    return asked[0] or many, asked[1] or each


def require_free_port(host: str, port: int) -> None:
    """Stop with a sentence where the server would try again and again."""
    import socket

    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Stop(f"{host} is no address of this machine.", "Use --host 0.0.0.0 for all of them.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise Stop(f"Port {port} needs more rights.", "Use a port above 1023 and a proxy.") from error
        except OSError as error:
            raise Stop(
                f"Something listens on {host}:{port} already.",
                f"Stop it, or choose another port: --port {port + 1}.",
            ) from error
