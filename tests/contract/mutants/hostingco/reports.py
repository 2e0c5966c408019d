"""Of HostingCo's dashboard, analytics and demo company."""

from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

DASHBOARD = "tests/hostingco/test_dashboard.py::"
ANALYTICS = "tests/hostingco/test_analytics.py::"
DEMO = "tests/hostingco/test_demo.py::"
FIGURES = DASHBOARD + "test_every_figure_is_what_the_rows_say"


@mutant(FIGURES + "[customer]")
def customers_see_the_company_s_figures(patch: Patch) -> None:
    from hostingco_api.core import reports

    patch.setattr(reports, "own", lambda owner, me: [])


@mutant(FIGURES + "[admin]")
def payments_count_before_they_succeed(patch: Patch) -> None:
    from sqlalchemy import func, select

    from hostingco_api.core import reports
    from hostingco_api.core.models import Payment

    def revenue(session: Any, *conditions: Any) -> Any:
        found = select(func.sum(Payment.amount)).join(Payment.invoice).where(*conditions)
        return session.scalar(found) or 0

    patch.setattr(reports, "_revenue", revenue)


@mutant(DASHBOARD + "test_samples_of_more_than_30_days_ago_and_of_servers_given_up_are_no_uptime")
def uptime_is_of_31_days(patch: Patch) -> None:
    from hostingco_api.core import reports

    patch.setattr(reports, "UPTIME_OF", timedelta(days=31))


@mutant(DASHBOARD + "test_a_month_begins_at_midnight_in_utc")
def months_last_30_days(patch: Patch) -> None:
    from hostingco_api.core import reports

    patch.setattr(reports, "month_of", lambda now: now - timedelta(days=30))
    patch.setattr(reports, "months_after", lambda month, n: month + timedelta(days=31))


@mutant(DASHBOARD + "test_refreshing_measures_one_s_own_servers_at_the_present_minute")
def refreshing_measures_nothing(patch: Patch) -> None:
    from hostingco_api.core import servers

    patch.setattr(servers, "sample", lambda *_: False)


@mutant(DASHBOARD + "test_the_worker_measures_all_the_same_where_a_customer_refreshed_first")
def worker_trusts_any_sample(patch: Patch) -> None:
    from sqlalchemy import select

    from hostingco_api import worker
    from hostingco_api.core.models import Sample

    real = worker._measure

    def measure(services: Any, over: Any) -> None:
        with services.database.reading() as session:
            if session.scalar(select(Sample.server_id).limit(1)) is None:
                real(services, over)

    patch.setattr(worker, "_measure", measure)


@mutant(DASHBOARD + "test_a_server_that_is_added_runs_when_the_answer_comes")
def added_server_is_left_to_the_worker(patch: Patch) -> None:
    from hostingco_api.core import servers

    patch.setattr(servers, "provision", lambda *_: None)


@mutant(ANALYTICS + "test_the_first_and_the_last_day_belong_to_it_and_no_instant_more")
def windows_have_their_end_in_them(patch: Patch) -> None:
    from hostingco_api.core import reports

    def within(instant: Any, start: Any, end: Any) -> Any:
        return instant.between(start, end)

    patch.setattr(reports, "_within", within)


@mutant(ANALYTICS + "test_growth_is_told_in_per_cent_with_one_decimal")
def growth_is_a_share(patch: Patch) -> None:
    from hostingco_api.core import reports

    patch.setattr(reports, "_growth", lambda now, before: float(now / before) if before else None)


@mutant(ANALYTICS + "test_a_wrong_question_says_what_is_wrong")
def dates_have_any_spelling(patch: Patch) -> None:
    from marshmallow import fields

    from hostingco_api.portal import analytics

    patch.setattr(analytics.Day, "_deserialize", fields.Date._deserialize)


@mutant(ANALYTICS + "test_customers_are_not_told")
def customers_see_analytics(patch: Patch) -> None:
    from hostingco_api.portal import analytics, web

    view: Any = analytics.OverviewView.get
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    opened = web.endpoint(
        web.section("analytics"),
        "getAnalyticsOverview",
        analytics.Overview,
        query=analytics.Window,
    )(view)
    patch.setattr(analytics.OverviewView, "get", opened)


@mutant(DEMO + "test_two_of_the_same_time_are_the_same")
def demo_is_drawn_anew(patch: Patch) -> None:
    from random import SystemRandom

    from faker import Faker

    seeded = Faker.seed_instance

    def anew(self: Any, seed: Any) -> None:
        seeded(self, SystemRandom().getrandbits(32))

    patch.setattr(Faker, "seed_instance", anew)


@mutant(DEMO + "test_whenever_it_begins_all_of_it_could_have_happened")
def demo_invoices_are_paid_by_decree(patch: Patch) -> None:
    from hostingco_api import demo

    def pay(self: Any, invoice: Any, now: Any) -> None:
        invoice.status, invoice.paid_at = "paid", now

    patch.setattr(demo._Company, "_pay", pay)


@mutant(DEMO + "test_a_database_with_users_is_left_alone")
def demo_moves_in_with_others(patch: Patch) -> None:
    from hostingco_api import demo

    def seed(database: Any, hasher: Any, now: Any) -> None:
        with database.writing() as session:
            demo._Company(session, now).live("a", "b")

    patch.setattr(demo, "seed", seed)
