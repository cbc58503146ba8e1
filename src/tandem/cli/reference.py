"""`tandem reference`: the pages of docs/reference that the program knows best. A test compares them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tandem.cli.ready import make_ready

API_TABLE = ("| route | what it does | takes | answers |", "|---|---|---|---|")
API_HEAD = """\
# API

Written from the program. The same with schemas and examples, to try out: `/api/v1/docs` of your installation, and as
OpenAPI 3.1 `/api/v1/openapi.json`.

- **Sign in** with an access token from Settings: `Authorization: Bearer tandem_…`. A token of scope *read* only reads.
  In the browser the session counts, with its CSRF token.
- **Lists** are paged by key: `next` of a page is `?after=` of the following one. Filters are those of the page.
- **Nothing is overwritten**: send `If-Match` with the ETag that you read; 409 says that somebody was faster.
- **Nothing is done twice**: send `Idempotency-Key` with a POST, and again with its repetition.
- **Errors** are `application/problem+json` with a sentence, a code, a remedy, and the fields concerned.
- **Nothing is passed over**: a field of a body or a parameter of an address that a route does not know is refused with
  422, its name, and the one that you may have meant.
- **Rates**: {often} requests a minute for each token or person, {strangers} refused ones for each address, as each
  process of the server counts them; then 429 with `Retry-After`.
- What you may not see is not there: 404, in lists and sums as well.
- **Only on pages**, by yourself: making an access token (who got hold of one must not make another), passwords, second
  factors and passkeys.
"""


@click.command(hidden=True)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/reference"))
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a page is not up to date.")
def reference(folder: Path, check: bool) -> None:
    """Write docs/reference/settings.md, commands.md, permissions.md and api.md.

    \b
    Example:
      tandem reference docs/reference
    """
    stale = [name for name, text in pages().items() if _read(folder / name) != text]
    if check:
        for name in stale:
            click.echo(f"{folder / name} is not up to date. Run `make reference`.", err=True)
        raise click.exceptions.Exit(1 if stale else 0)
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder / name).write_text(pages()[name])
        click.echo(f"Wrote {folder / name}.")


def _read(page: Path) -> str:
    return page.read_text() if page.exists() else ""


def pages() -> dict[str, str]:
    """File name → what it should hold."""
    return {
        "settings.md": settings_page(),
        "commands.md": commands_page(),
        "permissions.md": permissions_page(),
        "api.md": api_page(),
    }


def settings_page() -> str:
    """Every variable of the environment, by group."""
    from tandem.config import env

    about = "Read from the environment. Everything has a safe default; `tandem doctor` says what is wrong."
    lines = ["# Settings", "", about, ""]
    for group, settings in env.SETTINGS.items():
        lines += [f"## {group}", "", "| variable | default | meaning |", "|---|---|---|"]
        for name, setting in settings.items():
            default = f"`{setting.default}`" if setting.default else "–"
            example = f" Example: `{setting.example}`" if setting.example else ""
            lines.append(f"| `{env.PREFIX}{name}` | {default} | {setting.meaning}{example} |")
        lines.append("")
    return "\n".join(lines)


def permissions_page() -> str:
    """Every verb × role → reach, and the limits as they come."""
    make_ready()
    from tandem.authority.grants import ROLES, events, grants
    from tandem.authority.limits import defaults

    head = [f"| verb | {' | '.join(ROLES)} | in the logbook |", "|---|" + "---|" * (len(ROLES) + 1)]
    lines = [
        "# Permissions",
        "",
        "Whose work each role reaches with each verb: *own*, *team* (the teams one leads and all below), *all*, "
        "or – for none. The organization may let officers see further than their own. "
        "[Who sees what](../explain/access.md) tells the rest.",
        "",
        *head,
    ]
    for verb, by_role in sorted(grants().items()):
        reaches = " | ".join("–" if by_role[role] == "none" else by_role[role] for role in ROLES)
        lines.append(f"| `{verb}` | {reaches} | {events().get(verb, '')} |")
    lines += [
        "",
        "## Limits",
        "",
        "Up to where a role decides alone, until an administrator changes it.",
        "",
        *head[:1],
        head[1],
    ]
    for verb, by_limit in sorted(defaults().items()):
        most = " | ".join("no limit" if by_limit[role] is None else f"{by_limit[role]:f}" for role in ROLES)
        lines.append(f"| `{verb}` | {most} | {events().get(verb, '')} |")
    return "\n".join([*lines, ""])


def api_page() -> str:
    """Every route of the API by tag, what it takes and what it gives."""
    make_ready()
    from tandem.config.api import api
    from tandem.core.api.rates import A_CALLER, A_STRANGER

    described = api.get_openapi_schema()
    routes: dict[str, list[str]] = {}
    for path, item in described["paths"].items():
        for method, operation in item.items():
            routes.setdefault(operation["tags"][0], []).extend(_route(method, path, operation))
    often, strangers = (rate.removesuffix("/m") for rate in (A_CALLER, A_STRANGER))
    lines = [API_HEAD.format(often=often, strangers=strangers)]
    for tag, rows in routes.items():
        lines += [f"## {tag.capitalize()}", "", *API_TABLE, *rows, ""]
    return "\n".join(lines)


def _route(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    takes = [f"`{one['name']}`" for one in operation["parameters"] if one["in"] == "query"]
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    takes += [_named(content["schema"]) for content in bodies]
    gives = [
        f"{status} {_answered(answer)}".strip()
        for status, answer in operation["responses"].items()
        if status < 300
    ]
    words = operation.get("description", operation["summary"]).replace("\n", " ").replace("|", "\\|")
    route = f"`{method.upper()} {path.removeprefix('/api/v1')}`"
    yield f"| {route} | {words} | {', '.join(takes) or '–'} | {', '.join(gives)} |"


def _answered(answer: dict[str, Any]) -> str:
    return "".join(_named(content.get("schema", {})) for content in answer.get("content", {}).values())


def _named(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"page of *{name[8:].rstrip('_')}*" if name.startswith("Listing_") else f"*{name}*"
    if schema.get("type") == "array":
        return f"list of {_named(schema['items'])}"
    return f"*{schema['title']}*" if "title" in schema and "properties" in schema else ""


def commands_page() -> str:
    """The help of every command, as it is printed."""
    from tandem.cli import tandem

    top = _context(tandem, None, "tandem")
    lines = ["# Commands", "", "Written from the program: `tandem COMMAND --help` prints the same.", ""]
    lines += ["## tandem", "", "```text", _plain(tandem.get_help(top)), "```", ""]
    for name in tandem.list_commands(top):
        command = tandem.get_command(top, name)
        if command is None or command.hidden:
            continue
        lines += _command(command, _context(command, top, name), f"tandem {name}")
    return "\n".join(lines)


def _command(command: click.Command, context: click.Context, name: str) -> list[str]:
    lines = [f"## {name}", "", "```text", _plain(command.get_help(context)), "```", ""]
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            inner = command.get_command(context, sub)
            if inner is not None:
                lines += _command(inner, _context(inner, context, sub), f"{name} {sub}")
    return lines


def _context(command: click.Command, parent: click.Context | None, name: str) -> click.Context:
    """A context of one width, so that the page does not depend on a terminal."""
    return click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=100,
        max_content_width=100,
        help_option_names=["-h", "--help"],
    )


def _plain(text: str) -> str:
    """Without spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.splitlines())
