"""The command line of `hostingco`."""

import ipaddress
import logging
import os
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any, NoReturn

import click

from hostingco_api import config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostingco_api.core.database import Database

URLS = "sqlite:///path|postgresql://..."


def option(*names: str, **kwargs: Any) -> Any:
    """An option with its HOSTINGCO_* twin."""
    env = "HOSTINGCO_" + names[-1].lstrip("-").replace("-", "_").upper()
    return click.option(*names, envvar=env, show_envvar=True, show_default=True, **kwargs)


database_option = option(
    "--database", metavar=URLS, help="Where the data is; a file of your own by default."
)


def die(message: str) -> NoReturn:
    click.echo(f"hostingco: {message}", err=True)
    sys.exit(2)


providers_option = option(
    "--providers",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the providers' credentials; one of your own by default.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The APIs of a hosting company: customer portal, provider gateway, public REST API."""
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # It tells which URL it tries again, and some providers have the key in theirs.
    logging.getLogger("urllib3").setLevel(logging.ERROR)


@main.command(context_settings={"help_option_names": ["--help"]})
@option("-H", "--host", default="127.0.0.1", help="Address to listen on.")
@option("-p", "--port", type=click.IntRange(0, 65535), default=3003, help="0 takes a free port.")
@option("--port-file", type=click.Path(path_type=Path), help="Write the port here once listening.")
@database_option
@providers_option
@option("--redis", metavar="redis://...", help="What several processes share, beside the database.")
@option("--demo", is_flag=True, help="A demo company, with a database and passwords of its own.")
def serve(
    host: str,
    port: int,
    port_file: Path | None,
    database: str | None,
    providers: Path | None,
    redis: str | None,
    demo: bool,
) -> None:
    """Answer over HTTP until SIGTERM or SIGINT. An empty database is set up first."""
    with _complaining():
        settings = config.from_environment(database, providers, demo, redis)
        # After what is quickly said: all of it takes a second to import.
        from hostingco_api.app import create_app
        from hostingco_api.serve import bind
        from hostingco_api.serve import serve as run

        try:
            bound = bind(host, port)
        except OSError as error:
            die(f"cannot listen on {host}:{port}: {error.strerror}")
        with ExitStack() as unused:
            unused.callback(bound.close)
            app = create_app(settings, _opened(settings, demo))
            unused.pop_all()
    chosen = bound.getsockname()[1]

    def listening() -> None:
        if port_file:
            _write_whole(port_file, str(chosen))
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"HostingCo API on http://{shown}:{chosen}/api ({settings.environment})")
        if demo:
            click.echo("demo: log in as admin@hostingco.com with admin123")
            if not _is_loopback(host):
                click.echo("everybody who reaches this address can: it is no loopback", err=True)

    run(app, bound, listening)


@main.command()
@database_option
def migrate(database: str | None) -> None:
    """Bring a database to the schema of this version."""
    from hostingco_api.core.database import Database
    from hostingco_api.core.migrate import upgrade

    with _complaining():
        opened = Database(database or config.default_database())
        upgrade(opened)
        opened.close()
    click.echo("the database is up to date")


@main.command()
@database_option
def seed(database: str | None) -> None:
    """Fill an empty database with the demo company, for `serve --demo`."""
    with _complaining():
        settings = config.from_environment(database, demo=True)
        _opened(settings, demo=True).close()
    click.echo("the demo company is there; run `hostingco serve --demo` on the same database")


@main.command("create-admin")
@database_option
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="HOSTINGCO_ADMIN_PASSWORD",
    show_envvar=True,
    help="Asked for, if it is not in the variable; on the command line others can see it.",
)
def create_admin(database: str | None, email: str, name: str, password: str) -> None:
    """Add an administrator."""
    from marshmallow import ValidationError

    from hostingco_api.core import accounts
    from hostingco_api.core.errors import Refusal
    from hostingco_api.core.migrate import open_database
    from hostingco_api.portal.auth import Registration

    with _complaining():
        settings = config.from_environment(database)
        opened = open_database(settings.database)
        try:
            given = Registration().load({"email": email, "name": name, "password": password})
            with opened.writing() as session:
                accounts.check_password(session, given["password"])
                given["password"] = settings.hasher.hash(given["password"])
                user = accounts.create(session, settings.clock(), role="admin", **given)
        except ValidationError as error:
            found: Any = error.messages
            die("; ".join(f"{field}: {texts[0]}" for field, texts in found.items()))
        except Refusal as refusal:
            die("; ".join([refusal.message, *refusal.details.values()]))
        finally:
            opened.close()
    click.echo(f"{user.email} is an administrator")


@main.command("create-api-key")
@database_option
@click.option("--name", required=True, help="Whose it is, or what for.")
@click.option("--scopes", required=True, help="Such as `*`, or `clients.read,invoices.*`.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day of it (UTC).")
def create_api_key(database: str | None, name: str, scopes: str, expires: Any) -> None:
    """Make a key of the public API, and print it: it cannot be told again."""
    from hostingco_api.core import api_keys
    from hostingco_api.core.clock import end_of, utcnow
    from hostingco_api.core.migrate import open_database

    with _complaining():
        said = sorted({api_keys.canonical(scope.strip()) for scope in scopes.split(",")})
        if expires and expires.year > 2999:  # as in the API
            raise ValueError("the last day has to be 2999-12-31 or before")
        name, ends = _name(name), expires and end_of(expires.date())
        if ends and ends <= utcnow():
            raise ValueError("the day is over: the key would be good for nothing")
        opened = open_database(database or config.default_database())
        try:
            with opened.writing() as session:
                _, key = api_keys.create(
                    session,
                    utcnow(),
                    name=name,
                    scopes=said,
                    allowed_ips=[],
                    expires_at=ends,
                )
        finally:
            opened.close()
    click.echo(key)


def _name(said: str) -> str:
    if not said.strip() or len(said) > 100 or not said.isprintable():
        raise ValueError("a name has 1 to 100 characters on one line")
    return said


@main.command("check-provider")
@click.argument("provider")
@providers_option
def check_provider(provider: str, providers: Path | None) -> None:
    """Ask a provider, with the stored credentials, for all that can be read. Nothing is changed."""
    from hostingco_api.gateway.check import check
    from hostingco_api.gateway.provider import ProviderError
    from hostingco_api.gateway.providers import Providers

    good = True
    try:
        known = Providers(providers or config.default_credentials())
        known.registry.get(provider)
        for asked, answer, went_well in check(lambda: known.driver(provider)):
            click.echo(f"{asked:<30} {answer}")
            good = good and went_well
    except ProviderError as error:
        die(str(error))
    sys.exit(0 if good else 1)


@main.command()
@database_option
@click.option("--forget", metavar="ID", type=int, help="It was not bought: it may be, again.")
def purchases(database: str | None, forget: int | None) -> None:
    """Purchases at providers whose outcome is not known."""
    from hostingco_api.core.clock import utcnow
    from hostingco_api.core.migrate import open_database
    from hostingco_api.gateway.purchases import Purchases

    with _complaining():
        opened = open_database(database or config.default_database())
        try:
            known = Purchases(opened, utcnow)
            if forget is not None and not known.forget(forget):
                die(f"there is no open purchase {forget}")
            for row in known.unsettled():
                since = f"{row.since:%Y-%m-%d %H:%M}"
                click.echo(
                    f"{row.id}\t{row.provider}\t{row.kind}\t{row.name}\t{row.state} since {since}"
                )
        finally:
            opened.close()


@contextmanager
def _complaining() -> "Iterator[None]":
    """What is wrong with the surroundings is one line, and no traceback."""
    try:
        yield
    except (config.Misconfigured, ValueError, OSError) as error:
        die(str(error))
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError  # what takes time to import, is it when needed

        if not isinstance(error, SQLAlchemyError):
            raise
        die(f"the database cannot be used: {getattr(error, 'orig', error)}".strip())


def _opened(settings: config.Config, demo: bool) -> "Database":
    """Up to date, and the kind of database that is wanted: a demo's passwords are known to all."""
    from hostingco_api import demo as demo_company
    from hostingco_api.core.migrate import open_database

    opened = open_database(settings.database)
    with ExitStack() as unused:
        unused.callback(opened.close)
        is_demo = demo_company.is_one(opened)
        if demo and not is_demo:
            try:
                demo_company.seed(opened, settings.hasher, settings.clock())
            except demo_company.NotEmpty as error:
                die(f"{error}: --demo wants a database of its own")
        if is_demo and not demo:
            die("the database is a demo's, whose passwords everybody knows: use another, or --demo")
        unused.pop_all()
    return opened


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _write_whole(path: Path, text: str) -> None:
    """All of it or nothing, for who waits for the file."""
    handle, draft = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(draft, path)
