"""Invoices on paper, read back."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from hostingco_api.core import billing, pdf
from hostingco_api.core.models import Invoice, User
from tests.hostingco.money import card, invoice, ordered, pay, put
from tests.hostingco.support import Portal


def download(portal: Portal, id: str, who: str = "customer") -> bytes:
    answer = portal.call("GET", f"/billing/invoices/{id}/download", who)
    assert answer.status_code == 200
    document: bytes = answer.data
    return document


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(document)).pages]


def text(document: bytes) -> str:
    """All of it, on one line."""
    return " ".join(" ".join(pages(document)).split())


def rename(portal: Portal, **columns: str) -> None:
    with portal.database.writing() as session:
        session.execute(update(User).where(User.id == 3).values(**columns))


def test_an_invoice_says_all_that_it_has_to(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1)
    put(portal, "general", siteName="Hosts & Co", supportEmail="help@hosts.example")
    rename(portal, company="Acme Corp")
    said = text(download(portal, ordered(portal)))
    for words in (
        "Hosts & Co help@hosts.example",
        "Invoice INV-2026-001 Pro Plan - May 2026",
        "Status PENDING",
        "Customer John Doe",
        "Company Acme Corp",
        "E-mail user@example.com",
        "Date 2026-05-01",
        "Due date 2026-05-15",
        "Description Quantity Price Total Pro Plan - Monthly 1 29.99 29.99",
        "Amount 29.99 USD",
        "Tax (8%) 2.40 USD",
        "Total 32.39 USD",
        "INV-2026-001, page 1 of 1",
    ):
        assert words in said
    assert "Paid" not in said


def test_it_is_a_file_of_its_number(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1)
    answer = portal.call("GET", f"/billing/invoices/{ordered(portal)}/download", "customer")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="INV-2026-001.pdf"'
    assert answer.data.startswith(b"%PDF-")
    found = PdfReader(BytesIO(answer.data))
    (page,) = found.pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]
    assert found.metadata
    assert (found.metadata.title, found.metadata.author) == ("Invoice INV-2026-001", "HostingCo")


def test_a_number_cannot_break_out_of_the_header(portal: Portal) -> None:
    id = ordered(portal)
    with portal.database.writing() as session:
        session.execute(update(Invoice).values(number='Ж"; x="/../1\r\nSet-Cookie: a=b'))
    answer = portal.call("GET", f"/billing/invoices/{id}/download", "customer")
    told = 'attachment; filename="____x___.._1__Set-Cookie__a_b.pdf"'
    assert answer.headers["Content-Disposition"] == told
    assert "Set-Cookie" not in answer.headers


def test_it_shows_how_it_stands(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1)
    id = ordered(portal)
    portal.later(days=14)
    assert "Status OVERDUE" in text(download(portal, id))
    pay(portal, id, card(portal))
    said = text(download(portal, id))
    assert "Status PAID" in said
    assert "Paid 2026-05-15, visa ending in 4242" in said


@pytest.mark.parametrize("name", ["{nb}", pdf.PAGES, "{ }"])
def test_nobody_is_called_how_many_pages_there_are(portal: Portal, name: str) -> None:
    rename(portal, name=name)
    said = text(download(portal, ordered(portal)))
    assert "Customer {" in said
    assert "page 1 of 1" in said


def test_the_same_invoice_is_the_same_file(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1)
    id = ordered(portal)
    first = download(portal, id)
    portal.later(days=3)
    assert download(portal, id, "admin") == first
    created = PdfReader(BytesIO(first)).metadata
    assert created
    assert created.creation_date
    made = datetime.strptime(invoice(portal, id)["createdAt"][:19], "%Y-%m-%dT%H:%M:%S")
    assert created.creation_date == made.replace(tzinfo=UTC)


@pytest.mark.parametrize("name", ["Zoë Łukasz", "Ελένη Παπαδοπούλου", "Жанна Їжак", "Nguyễn Đình"])
def test_names_of_any_letters_are_readable(portal: Portal, name: str) -> None:
    put(portal, "general", siteName=f"{name} & Co")
    rename(portal, name=name, company=f"{name} Ltd")
    said = text(download(portal, ordered(portal)))
    for words in (f"Customer {name}", f"Company {name} Ltd", f"{name} & Co"):
        assert words in said


def test_its_letters_are_in_the_file_and_no_others(portal: Portal) -> None:
    document = download(portal, ordered(portal))
    (page,) = PdfReader(BytesIO(document)).pages
    fonts = page["/Resources"]["/Font"].values()  # type: ignore[index]
    names = {font.get_object()["/BaseFont"] for font in fonts}
    assert {name.split("+")[-1] for name in names} == {"DejaVuSansBook", "DejaVuSansBold"}
    for font in fonts:
        (inner,) = font.get_object()["/DescendantFonts"]
        assert "/FontFile2" in inner.get_object()["/FontDescriptor"]
    assert len(document) < 60_000


def test_letters_that_the_font_lacks_are_replaced_and_nobody_is_warned(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    # Han, an emoji, a control character, a line end, a right-to-left mark, a combining mark alone.
    rename(portal, name="Li 李\U0001fae0 \x07\n\u202e e\u0301 \u0301!", company="漢字" * 50)
    put(portal, "general", siteName="字")
    said = text(download(portal, ordered(portal)))
    assert "Li \ufffd\ufffd" in said
    assert "é" in said  # composed
    assert caplog.records == []


def _written(portal: Portal, lines: int, description: str) -> str:
    items = [billing.line(f"{n:04d} {description}", 1, Decimal("1.00")) for n in range(lines)]
    with portal.database.writing() as session:
        billing.write(session, 3, description, items, portal.clock())
    return "inv_001"


@pytest.mark.parametrize("lines", [1, 23, 24, 25, 26, 27, 28, 29, 30, 150])
def test_many_items_go_on_to_more_pages(portal: Portal, lines: int) -> None:
    found = pages(download(portal, _written(portal, lines, "A thing")))
    assert (len(found) > 1) == (lines > 24)
    said = "\n".join(found)
    assert all(f"{n:04d} A thing" in said for n in range(lines))
    for number, page in enumerate(found, 1):
        assert f"page {number} of {len(found)}" in page
        assert ("Description Quantity Price Total" in page) == ("A thing 1" in page)
    # The three sums are together.
    assert all(word in found[-1] for word in (f"Amount {lines}.00", "Tax (8%)", "Total"))


def test_long_words_are_broken_to_fit(portal: Portal) -> None:
    email = f"{'m' * 60}@{'x' * 60}.{'x' * 60}.example"
    put(portal, "general", siteName="S" * 100, supportEmail=email)
    portal.token("customer")
    rename(portal, name="N" * 100, company="G" * 100, email=email)
    said = "\n".join(pages(download(portal, _written(portal, 2, "W" * 190))))
    # Of the description twice; a line of the page, of its second column, of the item's.
    for letter, times, longest in (("S", 100, 42), ("G", 100, 50), ("N", 100, 52), ("W", 570, 49)):
        runs = re.findall(f"{letter}{{2,}}", said)
        assert len("".join(runs)) == times
        assert max(map(len, runs)) <= longest
    assert said.replace("\n", "").count(email) == 2


@pytest.mark.parametrize(
    ("amount", "tax", "rate"),
    [
        ("29.99", "2.40", "8"),
        ("29.99", "2.55", "8.5"),
        ("999.99", "71.25", "7.125"),
        ("100.00", "0.00", "0"),
        ("0.50", "0.04", "8"),
        ("1000000.00", "88750.00", "8.875"),
        ("100.00", "20.00", "20"),
    ],
)
def test_the_rate_of_the_tax_is_the_simplest_that_makes_it(
    amount: str, tax: str, rate: str
) -> None:
    found = pdf.tax_rate(Decimal(amount), Decimal(tax))
    assert found is not None
    assert f"{found:f}" == rate


def test_nothing_has_no_rate(portal: Portal) -> None:
    assert pdf.tax_rate(Decimal(0), Decimal(0)) is None
    with portal.database.writing() as session:
        billing.write(session, 3, "A gift", [billing.line("A gift", 1, Decimal(0))], portal.clock())
    assert "Tax 0.00 USD" in text(download(portal, "inv_001"))
