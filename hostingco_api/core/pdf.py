"""An invoice on paper: A4, as many pages as it takes, with the fonts it is written in."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from fpdf import FPDF, FontFace
from fpdf.enums import Align, TableBordersLayout, VAlign, XPos, YPos

from hostingco_api.core.billing import CENT
from hostingco_api.core.models import Invoice

FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
PAGES = "{  }"
"""Becomes how many there are; with two spaces, so that nobody can be called that."""
FIRM = FontFace(emphasis="BOLD")


class _Sheet(FPDF):
    def __init__(self, number: str) -> None:
        super().__init__(format="A4")
        self.number = number
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(FONT, style, FONTS / file)
        self.letters = set.intersection(*(set(font.cmap) for font in self.fonts.values()))  # type: ignore[union-attr]
        self.alias_nb_pages(PAGES)
        self.set_margin(20)
        self.set_auto_page_break(True, 25)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FONT, size=8)
        said = self.plain(f"{self.number}, page {self.page_no()}")
        self.cell(0, 5, f"{said} of {PAGES}", align="C")

    def plain(self, text: str) -> str:
        """On one line, in letters that the fonts have: composed, and U+FFFD for any other."""
        line = " ".join(unicodedata.normalize("NFC", text).split())
        return "".join(letter if ord(letter) in self.letters else UNKNOWN for letter in line)

    def say(self, text: str, size: int = 10, style: str = "", align: str = "L") -> None:
        self.set_font(FONT, style, size)
        self.multi_cell(
            0, size * 0.5, self.plain(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )


def invoice(found: Invoice, status: str, company: str, email: str) -> bytes:
    """`status` is the one to print; `company` and its `email` are whose invoice it is. The same
    invoice in the same state is the same document."""
    sheet = _Sheet(found.number)
    sheet.set_creation_date(found.created_at)
    sheet.set_title(sheet.plain(f"Invoice {found.number}"))
    sheet.set_author(sheet.plain(company))
    sheet.say(company, 16, "B")
    sheet.say(email)
    sheet.ln(6)
    sheet.say(f"Invoice {found.number}", 20, "B")
    sheet.say(found.description)
    sheet.ln(4)
    _facts(sheet, found, status)
    sheet.ln(6)
    _items(sheet, found)
    sheet.ln(2)
    _sums(sheet, found)
    return bytes(sheet.output())


def _facts(sheet: _Sheet, found: Invoice, status: str) -> None:
    user = found.user
    facts = [("Status", status.upper()), ("Customer", user.name)]
    facts += [("Company", user.company)] if user.company else []
    facts += [
        ("E-mail", user.email),
        ("Date", _day(found.created_at)),
        ("Due date", _day(found.due_at)),
    ]
    if found.paid_at:
        method = found.method
        card = f", {method.brand} ending in {method.last4}" if method else ""
        facts.append(("Paid", _day(found.paid_at) + card))
    _table(sheet, facts, (35, 135), ("LEFT", "LEFT"))


def _items(sheet: _Sheet, found: Invoice) -> None:
    rows = [("Description", "Quantity", "Price", "Total")]
    rows += [
        (item.description, str(item.quantity), _money(item.unit_price), _money(item.total))
        for item in found.items
    ]
    aligned = ("LEFT", "RIGHT", "RIGHT", "RIGHT")
    _table(sheet, rows, (90, 22, 29, 29), aligned, headed=True)


def _sums(sheet: _Sheet, found: Invoice) -> None:
    rate = _rate(found)
    tax = "Tax" if rate is None else f"Tax ({rate:f}%)"
    rows = [
        ("Amount", f"{_money(found.amount)} {found.currency}"),
        (tax, f"{_money(found.tax)} {found.currency}"),
        ("Total", f"{_money(found.total)} {found.currency}"),
    ]
    if found.amount_paid:
        rows += [
            ("Paid", f"{_money(found.amount_paid)} {found.currency}"),
            ("Balance", f"{_money(found.balance)} {found.currency}"),
        ]
    # Rows that belong together do not go to two pages.
    if sheet.will_page_break(25 if len(rows) == 3 else 37):
        sheet.add_page()
    _table(sheet, rows, (120, 50), ("RIGHT", "RIGHT"), last=FIRM)


def _table(
    sheet: _Sheet,
    rows: Sequence[tuple[str, ...]],
    widths: tuple[int, ...],
    aligned: tuple[str, ...],
    *,
    headed: bool = False,
    last: FontFace | None = None,
) -> None:
    sheet.set_font(FONT, size=10)
    layout = TableBordersLayout.HORIZONTAL_LINES if headed else TableBordersLayout.NONE
    with sheet.table(
        align=Align.L,
        borders_layout=layout,
        col_widths=widths,
        first_row_as_headings=headed,
        headings_style=FIRM,
        line_height=6,
        text_align=aligned,
        v_align=VAlign.T,
        width=sum(widths),
    ) as table:
        for number, texts in enumerate(rows, 1):
            row = table.row(style=last if number == len(rows) else None)
            for text in texts:
                row.cell(sheet.plain(text))


def _rate(found: Invoice) -> Decimal | None:
    """Per cent, as it was applied; old invoices do not know."""
    if found.tax_rate is None or not found.amount:
        return tax_rate(found.amount, found.tax)
    return Decimal(found.tax_rate).normalize()


def tax_rate(amount: Decimal, tax: Decimal) -> Decimal | None:
    """Per cent: the simplest rate that makes this tax of the amount; None where none does."""
    for places in range(5):
        if amount:
            rate = (tax * 100 / amount).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            if (amount * rate / 100).quantize(CENT, ROUND_HALF_UP) == tax:
                return rate
    return None


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _day(instant: datetime) -> str:
    """In UTC, as every day of billing begins."""
    return f"{instant:%Y-%m-%d}"
