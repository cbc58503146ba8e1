"""`tandem backup`."""

from __future__ import annotations

from pathlib import Path

import click

from tandem.cli.ready import Stop, as_json, make_ready, require_current_database, say


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@as_json
def backup(file: Path, force: bool, in_json: bool) -> None:
    """Write everything into one file, while Tandem runs.

    The database and the uploaded files, as they are at one moment. The file is readable by you only; the secret key is
    not in it.

    \b
    Example:
      tandem backup tandem-$(date +%F).tandem
    """
    make_ready()
    require_current_database()
    from tandem.cli import archive

    if file.exists() and not force:
        raise Stop(f"{file} exists already.", "Choose another name, or overwrite it with --force.")
    manifest = archive.write(file)
    size = file.stat().st_size
    if in_json:
        say({"file": str(file), "bytes": size, **manifest})
    else:
        click.echo(f"{file}: {size / 1e6:,.1f} MB, checked. `tandem restore {file}` brings it back.")
