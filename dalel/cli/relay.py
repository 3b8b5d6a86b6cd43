"""`dalel relay`: carry sealed and signed files for others, without a record and without a key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dalel.cli.lines import print_json
from dalel.cli.options import F, Failure, json_option
from dalel.cli.terminal import Notices

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from dalel.sync.relay.serving import Met
    from dalel.sync.relay.shelf import Shelf


@click.group()
def relay() -> None:
    """Carry sealed reports, bundles and bulletins for others, in a folder or on a stick.

    A relay needs no record and no key and cannot read what is sealed. It keeps no name, no sender, no time but the day.
    """


def store_option(command: F) -> F:
    return click.option(
        "--store", "store_path", required=True, type=click.Path(path_type=Path), help="The relay's folder."
    )(command)


@contextmanager
def _shelf(path: Path, *, make: bool = False) -> Iterator[Shelf]:
    """The relay's folder, opened. What is wrong with it becomes one line."""
    from dalel.ingest.item import plain
    from dalel.sync.relay.shelf import Shelf, ShelfError

    if not make and not path.is_dir():
        raise Failure(f"{path}: there is no such folder; `dalel relay take` and `serve` make one")
    try:
        yield Shelf(path)
    except ShelfError as error:
        raise Failure(plain(str(error))) from error


@relay.command()
@click.argument("paths", metavar="FILE|FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@store_option
def take(paths: tuple[Path, ...], store_path: Path) -> None:
    """Take parcels from files and folders, such as a stick.

    Of a folder, everything that is no parcel is left. Links are not followed. Safe to repeat.
    """
    from dalel.ingest.item import plain
    from dalel.sync.relay.handing import take as taken

    notices = Notices()
    came, size, held, foreign = 0, 0, 0, 0
    with _shelf(store_path, make=True) as shelf:
        for one in taken(shelf, paths):
            if one.parcel is not None:
                came, size = came + one.is_new, size + one.is_new * one.parcel.size
                held += not one.is_new
            elif one.is_foreign:
                foreign += 1
            else:
                notices.failed(plain(f"{one.path}: {one.problem}"))
    left = f"; {_counted(foreign, 'other file')} left" if foreign else ""
    click.echo(f"{_counted(came, 'parcel')} came ({_shown(size)}), {held} held before{left}.")
    notices.finish()


@relay.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@store_option
def give(folder: Path, store_path: Path) -> None:
    """Write to a folder, such as a stick, what it does not hold yet, the youngest first. Safe to repeat."""
    from dalel.sync.relay.handing import give as given

    went, size = 0, 0
    with _shelf(store_path) as shelf:
        for parcel in given(shelf, folder):
            went, size = went + 1, size + parcel.size
    click.echo(f"{_counted(went, 'parcel')} written ({_shown(size)}).")


@relay.command("list")
@store_option
@json_option
def list_(store_path: Path, as_json: bool) -> None:
    """List what is carried, the oldest first."""
    from dalel.sync.relay.shelf import until

    size = 0
    with _shelf(store_path) as shelf:
        now = shelf.clock()
        for parcel in shelf:
            size += parcel.size
            kind, goes = parcel.kind.name.lower(), until(parcel, shelf.limits, now).isoformat()
            came, age = parcel.came.isoformat(), parcel.age(now)
            if as_json:
                row = {"sha256": parcel.sha256.hex(), "kind": kind, "size": parcel.size}
                print_json({**row, "came": came, "age": age, "goes": goes})
            else:
                what = f"{kind:8}  {parcel.size:>10,} bytes  {parcel.sha256.hex()[:16]}"
                click.echo(f"{came}  {what}  {_counted(age, 'day')} on its way, goes {goes}")
        if not as_json:
            click.echo(f"{_counted(len(shelf), 'parcel')}, {_shown(size)} of {shelf.limits.store_mb:,} MB.")


@relay.command()
@store_option
@click.option(
    "--listen",
    "address",
    metavar="HOST:PORT",
    default="127.0.0.1:7411",
    show_default=True,
    help="Where others reach this relay.",
)
def serve(store_path: Path, address: str) -> None:
    """Wait for other relays and exchange parcels with them, until you press Ctrl-C.

    Whoever reaches the address can fetch what is carried, and bring more. The connection is not encrypted.
    """
    from dalel.sync import streams
    from dalel.sync.ends import PipeClosed
    from dalel.sync.relay.serving import serve as serving

    def tell(met: Met) -> None:
        click.echo(_met(met))

    with _shelf(store_path, make=True):
        pass
    try:
        host, port = streams.host_and_port(address)
        listening = streams.listen(host, port)
    except (PipeClosed, ValueError) as error:
        raise Failure(str(error)) from error
    click.echo(f"Others reach this relay at {address} (Ctrl-C ends).")
    try:
        serving(listening, store_path, tell)
    except KeyboardInterrupt:
        click.echo("")


@relay.command()
@click.argument("address", metavar="HOST:PORT")
@store_option
def meet(store_path: Path, address: str) -> None:
    """Meet another relay: afterwards both carry what either carried. Safe to break off and to repeat."""
    from dalel.sync import streams
    from dalel.sync.ends import PipeClosed
    from dalel.sync.relay.serving import meet as meeting

    with _shelf(store_path, make=True) as shelf:
        try:
            with streams.connect(address) as pipe:
                met = meeting(pipe, shelf, begins=True)
        except (PipeClosed, ValueError) as error:
            raise Failure(str(error)) from error
    click.echo(_met(met))
    if met.problem is not None:
        raise Failure(f"{address}: {met.problem}; what came is kept, call again for the rest")


@relay.command()
@click.option("--parcel-mb", type=int, help="The largest parcel, in megabytes.")
@click.option("--store-mb", type=int, help="All parcels together, in megabytes.")
@click.option("--days", type=int, help="For how long a parcel is carried, over all relays on its way.")
@click.option("--parcels", type=int, help="How many parcels at most.")
@store_option
def limits(store_path: Path, **given: int | None) -> None:
    """Show how much is carried at most, and change it; what is then too much goes at once."""
    from dataclasses import replace

    from dalel.sync.relay.limits import LimitsError

    changed = {name: value for name, value in given.items() if value is not None}
    with _shelf(store_path, make=True) as shelf:
        if changed:
            try:
                shelf.limit(replace(shelf.limits, **changed))
            except LimitsError as error:
                raise Failure(f"{error}; nothing was changed") from error
        held = shelf.limits
    click.echo(f"A parcel: {held.parcel_mb:,} MB and {held.days:,} days at most.")
    click.echo(f"All: {held.store_mb:,} MB and {held.parcels:,} parcels at most.")


def _met(met: Met) -> str:
    no_room = f", {met.not_kept} found no room here" if met.not_kept else ""
    broken = f"; broken off: {met.problem}" if met.problem is not None else ""
    return f"{_counted(met.came, 'parcel')} came, {met.went} went{no_room}{broken}."


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _shown(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 1_000_000 else f"{size / 1_000:,.1f} kB"
