"""The ``kinerja`` command: what can be asked, and where the work is done. Each command imports its worker when it runs."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.failure import Failure
from server.settings import PREFIX, Settings, read_settings


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``run`` takes settings and arguments and gives the exit code; ``arguments`` declares what it takes."""

    name: str
    help: str
    run: Callable[[Settings, Namespace], int]
    arguments: Callable[[ArgumentParser], None] = lambda parser: None


def _migrate(settings: Settings, _: Namespace) -> int:
    from models.migrations import MigrationRefused
    from server.migration import migrate

    try:
        applied = asyncio.run(migrate(settings))
    except MigrationRefused as refused:
        raise Failure(str(refused)) from None
    for name in applied:
        sys.stdout.write(f"{name}\n")
    return 0


def _serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--migrate", action="store_true", help="migrate first")
    parser.add_argument("--demo", action="store_true", help="migrate, and load the demo agency if the database is empty")


def _serve(settings: Settings, args: Namespace) -> int:
    from server.serving import serve

    if args.demo:
        from server.demonstration import ensure_demo

        asyncio.run(ensure_demo(settings))
    return (_migrate(settings, args) if args.migrate else 0) or serve(settings)


def _demo(settings: Settings, args: Namespace) -> int:
    from server.demonstration import demo

    return demo(settings, args)


def _token_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--as", dest="who", metavar="WHO", required=True, help="a persona of the demo, or an employee number")


def _token(settings: Settings, args: Namespace) -> int:
    from server.demonstration import token

    return token(settings, args)


def _agency_add_arguments(parser: ArgumentParser) -> None:
    from server.agencies import add_arguments

    add_arguments(parser)


def _agency_add(settings: Settings, args: Namespace) -> int:
    from server.agencies import add

    return add(settings, args)


def _identity_link_arguments(parser: ArgumentParser) -> None:
    from server.identities import link_arguments

    link_arguments(parser)


def _identity_link(settings: Settings, args: Namespace) -> int:
    from server.identities import link

    return link(settings, args)


def _import_arguments(parser: ArgumentParser) -> None:
    from server.importing import import_arguments

    import_arguments(parser)


def _import(settings: Settings, args: Namespace) -> int:
    from server.importing import import_files

    return import_files(settings, args)


def _export_history_arguments(parser: ArgumentParser) -> None:
    from server.exporting import history_arguments

    history_arguments(parser)


def _export_results_arguments(parser: ArgumentParser) -> None:
    from server.exporting import results_arguments

    results_arguments(parser)


def _export_history(settings: Settings, args: Namespace) -> int:
    from server.exporting import export_history

    return export_history(settings, args)


def _export_results(settings: Settings, args: Namespace) -> int:
    from server.exporting import export_results

    return export_results(settings, args)


def _figures_arguments(parser: ArgumentParser) -> None:
    from server.figures import figures_arguments

    figures_arguments(parser)


def _figures_check(settings: Settings, args: Namespace) -> int:
    from server.figures import check_figures

    return check_figures(settings, args)


def _figures_rebuild(settings: Settings, args: Namespace) -> int:
    from server.figures import rebuild_figures

    return rebuild_figures(settings, args)


def _report_arguments(parser: ArgumentParser) -> None:
    from server.reporting import report_arguments

    report_arguments(parser)


def _report(settings: Settings, args: Namespace) -> int:
    from server.reporting import report

    return report(settings, args)


def _explain_arguments(parser: ArgumentParser) -> None:
    from server.explaining import explain_arguments

    explain_arguments(parser)


def _explain(settings: Settings, args: Namespace) -> int:
    from server.explaining import explain

    return explain(settings, args)


def _backup_arguments(parser: ArgumentParser) -> None:
    from server.backups import backup_arguments

    backup_arguments(parser)


def _restore_arguments(parser: ArgumentParser) -> None:
    from server.backups import restore_arguments

    restore_arguments(parser)


def _backup(settings: Settings, args: Namespace) -> int:
    from server.backups import backup

    return backup(settings, args)


def _restore(settings: Settings, args: Namespace) -> int:
    from server.backups import restore

    return restore(settings, args)


def _verify(settings: Settings, args: Namespace) -> int:
    from server.backups import check

    return check(settings, args)


def _render_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a rendered file is out of date")


def _render(_: Settings, args: Namespace) -> int:
    from server.rendering import render

    stale = render(check=args.check)
    for path in stale:
        sys.stderr.write(f"{path}: out of date, `make render` writes it anew\n" if args.check else f"{path}: written\n")
    return 1 if args.check and stale else 0


def _schema_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="print nothing; fail if schema/schema.graphql is out of date")


def _schema(_: Settings, args: Namespace) -> int:
    from server.rendering import RENDERED, render

    if args.check:
        return 1 if render(check=True, rendered=tuple(one for one in RENDERED if one.source == "schema.sdl:text")) else 0
    from schema.sdl import text

    sys.stdout.write(text())
    return 0


COMMANDS: tuple[Command, ...] = (
    Command("migrate", "Bring the database up to date; prints the migrations applied.", _migrate),
    Command("serve", "Serve the API until told to stop.", _serve, _serve_arguments),
    Command("demo", "Load the demo agency into an empty database.", _demo),
    Command("token", "Print a token of the development issuer, for a demo database only.", _token, _token_arguments),
    Command("agency add", "Make an agency with its first admin; prints its id.", _agency_add, _agency_add_arguments),
    Command(
        "import",
        "Import rosters and plans from CSV and XLSX files into an agency, all or nothing or the valid rows alone.",
        _import,
        _import_arguments,
    ),
    Command(
        "identity link",
        "Link an account of the identity provider to an employee; prints the link's id.",
        _identity_link,
        _identity_link_arguments,
    ),
    Command("export history", "Write an agency's history as CSV.", _export_history, _export_history_arguments),
    Command("export results", "Write a cycle's approved appraisals as CSV.", _export_results, _export_results_arguments),
    Command("figures check", "Count the summary of weeks anew and tell where it differs.", _figures_check, _figures_arguments),
    Command("figures rebuild", "Write the summary of weeks anew from reports and answers.", _figures_rebuild, _figures_arguments),
    Command("report", "Write a unit's board as a workbook with charts.", _report, _report_arguments),
    Command("explain", "Tell how a query is answered: its statements and their plans, and what it costs.", _explain, _explain_arguments),
    Command("backup", "Copy an SQLite database while it serves, and check the copy.", _backup, _backup_arguments),
    Command("restore", "Put a checked copy where the database is to be.", _restore, _restore_arguments),
    Command("verify", "Check the whole database against its events; prints its digest.", _verify),
    Command("schema", "Print the GraphQL schema.", _schema, _schema_arguments),
    Command("render", "Write the files that are rendered from the code.", _render, _render_arguments),
)


def understood(given: Sequence[str]) -> Namespace:
    """Understand a command line, with the ``Command`` in ``command``; SystemExit 2 if that can't be, 0 after help.

    A name of two words is a group and its command (``agency add``). Only the command that is asked for declares its arguments, since
    that may import its worker.
    """
    top = ArgumentParser(prog="kinerja", description="Performance appraisal of civil servants.", allow_abbrev=False)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    groups: dict[str, object] = {}
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        if second:
            group = groups.get(first)
            if group is None:
                within = ", ".join(one.name for one in COMMANDS if one.name.startswith(f"{first} "))
                grouped = commands.add_parser(first, help=f"Has commands of its own: {within}.", allow_abbrev=False)
                group = groups[first] = grouped.add_subparsers(metavar="COMMAND", required=True)
            one = group.add_parser(second, help=command.help, description=command.help, allow_abbrev=False)  # type: ignore[attr-defined]
        else:
            one = commands.add_parser(first, help=command.help, description=command.help, allow_abbrev=False)
        if list(given[: len(command.name.split())]) == command.name.split():
            command.arguments(one)
        one.set_defaults(command=command)
    return top.parse_args(given)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give its exit code: 0 done, 1 refused or failed (one line on standard error tells why), 2 not understood."""
    args = understood(sys.argv[1:] if arguments is None else arguments)
    try:
        return int(args.command.run(read_settings(), args))
    except Failure as failure:
        sys.stderr.write(f"kinerja: {failure}\n")
        return 1
    except OSError as error:
        # A file or an address that isn't there: most often the database's.
        sys.stderr.write(f"kinerja: {error.filename or f'{PREFIX}DATABASE_URL'}: {error.strerror or 'no answer'}\n")
        return 1
