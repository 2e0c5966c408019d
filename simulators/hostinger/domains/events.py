"""What falls due in domains."""

from simulators.hostinger.domains import moves, portfolio, registrants, transfers

HANDLERS = {
    "registration": portfolio.registration,
    "contacts-change": registrants.contacts_change,
    "irtp-confirmation": registrants.confirmation,
    "irtp-expiry": registrants.expiry,
    "transfer": transfers.finish,
    "move": moves.finish,
}
