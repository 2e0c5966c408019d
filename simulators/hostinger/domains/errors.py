"""What the Domains operations refuse: with a code, `[Domains:2003] ...`, and without `errors`."""

from simulators.hostinger.errors import assumed, documented, observed
from simulators.kernel.refusal import Refusal

NOT_REGISTERED = observed(
    "hostinger.domains.not-registered", "details: reports 70165734832, 70461774708; else by analogy"
)


def not_registered() -> Refusal:
    text = "[Domains:2006] Domain is not registered at Hostinger"
    return Refusal(404, text, NOT_REGISTERED)


NOT_FOUND = assumed("hostinger.domains.not-found", "no text is known; the code by analogy")


def not_found(what: str) -> Refusal:
    return Refusal(404, f"[Domains:2006] {what} is not found", NOT_FOUND)


DATA_INVALID = observed(
    "hostinger.domains.data-invalid", "bad WHOIS data; the report is not numbered; else by analogy"
)


def data_invalid() -> Refusal:
    return Refusal(422, "[Domains:2003] The given data was invalid", DATA_INVALID)


REGISTERED = observed("hostinger.domains.already-registered", "a repeated purchase")


def already_registered() -> Refusal:
    return Refusal(422, "Domain is already registered", REGISTERED)


NONE_FREE = documented("hostinger.domains.none-free")


def none_free(what: str) -> Refusal:
    return Refusal(422, f"[Domains:2037] No {what} is available", NONE_FREE)


ALTERNATIVES = observed(
    "hostinger.domains.alternatives", "report 56148304365 has the code; the text is assumed"
)


def alternatives_need_one_tld() -> Refusal:
    text = "[Domains:2038] Alternatives can be given for a single TLD only"
    return Refusal(422, text, ALTERNATIVES)


FORWARDS_TO_ITSELF = observed(
    "hostinger.domains.forwards-to-itself", "the code was seen; the text is assumed"
)


def forwards_to_itself() -> Refusal:
    text = "[Domains:2047] A domain cannot be forwarded to itself"
    return Refusal(422, text, FORWARDS_TO_ITSELF)


NOT_OFFERED = assumed("hostinger.domains.tld-not-offered", "no text is known; the code by analogy")


def tld_not_offered() -> Refusal:
    return Refusal(422, "[Domains:2003] The TLD is not offered", NOT_OFFERED)


NO_PROFILE = assumed(
    "hostinger.domains.no-whois-profile",
    "the document asks for one of the TLD; no text is known, the code by analogy",
)


def no_profile(tld: str) -> Refusal:
    text = f"[Domains:2003] There is no such WHOIS profile, or no default one, for .{tld}"
    return Refusal(422, text, NO_PROFILE)


REGISTRY_REFUSED = assumed(
    "hostinger.domains.registry-refused", "see the magic inputs; the code by analogy"
)


def registry_refused() -> Refusal:
    return Refusal(422, "[Domains:2003] The registry refused the domain", REGISTRY_REFUSED)


NOT_POSSIBLE = assumed("hostinger.domains.not-possible", "no texts are known; the code by analogy")


def not_possible(text: str) -> Refusal:
    return Refusal(422, f"[Domains:2003] {text}", NOT_POSSIBLE)


VERIFICATION = documented("hostinger.domains.verification-required")


def verification_required() -> Refusal:
    text = "The domain is under premium protection; verify the move in hPanel."
    return Refusal(428, text, VERIFICATION)
