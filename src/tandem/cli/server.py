"""The gunicorn inside `tandem serve`."""

from __future__ import annotations

import gc
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger


class Log(Logger):
    """Hands the server's own messages to Tandem's log; requests are logged by Tandem itself."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.handlers.clear()
        self.error_log.setLevel("WARNING")

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        pass


class Server(BaseApplication):
    """Gunicorn with options from Python instead of from a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from tandem.config.wsgi import application

        # What is loaded by now stays: no collection looks through it again in the middle of a request, and the
        # processes that fork from this one share it.
        gc.collect()
        gc.freeze()
        return application
