"""Of servers, and of what runs the application."""

from typing import Any

from tests.contract.mutants import Patch, mutant

SERVERS = "tests/hostingco/test_servers.py::"
MIGRATIONS = "tests/hostingco/test_migrations.py::"


@mutant(SERVERS + "test_another_customer_s_server_is_none")
def servers_are_everybody_s(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.accounts.own", lambda *_: [])


@mutant(SERVERS + "test_what_happens_already_is_answered_and_changes_nothing")
def starting_what_runs_is_refused(patch: Patch) -> None:
    from hostingco_api.core import servers
    from hostingco_api.core.errors import conflict

    real = servers.power

    def power(session: Any, server: Any, action: str, *args: Any) -> None:
        if server.status == servers.TARGETS[action] and action != "restart":
            raise conflict("It does already")
        real(session, server, action, *args)

    patch.setattr(servers, "power", power)


@mutant(SERVERS + "test_what_does_not_run_is_not_restarted")
def what_is_stopped_is_restarted(patch: Patch) -> None:
    from hostingco_api.core import servers

    real = servers.power

    def power(session: Any, server: Any, action: str, *args: Any) -> None:
        real(session, server, "start" if action == "restart" else action, *args)

    patch.setattr(servers, "power", power)


@mutant(SERVERS + "test_power_is_the_machine_s")
def power_is_only_written_down(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.providers.LocalProvider.power", lambda *_: None)


@mutant(SERVERS + "test_a_busy_server_is_not_switched")
def what_is_being_made_can_be_switched(patch: Patch) -> None:
    from hostingco_api.core import servers

    def power(session: Any, server: Any, action: str, *args: Any) -> None:
        server.status = servers.TARGETS[action]

    patch.setattr(servers, "power", power)


@mutant(SERVERS + "test_uptime_is_the_share_of_samples_that_found_it_up")
def uptime_is_made_up(patch: Patch) -> None:
    from hostingco_api.core import servers

    real = servers.measure

    def measure(session: Any, found: Any, now: Any) -> None:
        real(session, found, now)
        for server in found:
            server.uptime = 99.9

    patch.setattr(servers, "measure", measure)


@mutant(SERVERS + "test_one_that_fails_keeps_no_other_waiting")
def the_worker_stops_at_what_fails(patch: Patch) -> None:
    from hostingco_api import worker

    def stop(*_: Any) -> None:
        raise

    patch.setattr(worker._log, "warning", stop)
    patch.setattr(worker._log, "exception", stop)


@mutant(SERVERS + "test_the_host_name_follows_the_name_until_it_has_one_of_its_own")
def the_host_name_is_the_first_name(patch: Patch) -> None:
    from hostingco_api.core import servers

    real = servers.change

    def change(session: Any, server: Any, changes: Any, now: Any) -> None:
        server.own_hostname = server.hostname
        real(session, server, changes, now)

    patch.setattr(servers, "change", change)


@mutant(SERVERS + "test_a_query_says_what_is_documented_or_nothing")
def unknown_queries_are_ignored(patch: Patch) -> None:
    from hostingco_api.web.arguments import Parser

    patch.setattr(Parser, "DEFAULT_UNKNOWN_BY_LOCATION", {"query": "exclude"})


@mutant(MIGRATIONS + "test_a_database_file_is_its_owner_s_only")
def databases_can_be_read_by_others(patch: Patch) -> None:
    import os
    from types import SimpleNamespace

    def open_(path: str, flags: int, mode: int) -> int:
        return os.open(path, flags, mode | 0o044)

    own = SimpleNamespace(open=open_, close=os.close, O_RDONLY=os.O_RDONLY, O_CREAT=os.O_CREAT)
    patch.setattr("hostingco_api.core.database.os", own)


@mutant(MIGRATIONS + "test_one_with_data_is_not_altered_by_opening_it")
def databases_are_altered_by_opening_them(patch: Patch) -> None:
    from hostingco_api.core import migrate

    def open_database(url: str) -> Any:
        from hostingco_api.core.database import Database

        database = Database(url)
        migrate.upgrade(database)
        return database

    patch.setattr(migrate, "open_database", open_database)
