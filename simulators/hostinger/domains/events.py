"""What falls due in domains."""

from simulators.hostinger.domains import moves, portfolio, registrants, transfers

HANDLERS = {
    "registration": portfolio.registration,
    "registration-failed": portfolio.registration_failed,
    "contacts-change": registrants.contacts_change,
    "irtp-confirmation": registrants.confirmation,
    "irtp-expiry": registrants.expiry,
    "transfer": transfers.finish,
    "transfer-failed": transfers.failed,
    "move": moves.finish,
}
