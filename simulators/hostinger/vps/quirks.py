"""What the live service does in vps beside or against its document."""

from simulators.kernel.refusal import Evidence, Quirk

QUIRKS = (
    Quirk(
        "vps-password-symbols",
        False,
        Evidence.OBSERVED,
        "report 70511844090; the document's rules name no symbols",
        "A root password needs one of -().&@?'#;/,+ as well.",
    ),
    Quirk(
        "vps-wrong-hostname-charges",
        False,
        Evidence.OBSERVED,
        "brianlane/newCoworker, reconcile-orphans.ts",
        "A purchase refused for its host name is charged; a machine in `initial` appears later.",
    ),
    Quirk(
        "vps-attached-keys-gone",
        False,
        Evidence.OBSERVED,
        "hostinger/api issue 58; terraform-provider-hostinger issues 18 and 29",
        "The list of a machine's public keys answers 404 `Route is not found.`, always.",
    ),
    Quirk(
        "vps-attach-hollow",
        False,
        Evidence.OBSERVED,
        "hostinger/api issue 58, terraform-provider-hostinger issues 18 and 29: often; here always",
        "Attaching keys answers 200 and an action with id 0 and no name, and attaches nothing.",
    ),
    Quirk(
        "vps-scripts-need-machine",
        False,
        Evidence.OBSERVED,
        "a client's report of POST post-install-scripts",
        "Adding a post-install script is refused with 403 on an account without a machine.",
    ),
    Quirk(
        "vps-firewall-in-use",
        False,
        Evidence.ASSUMED,
        "against the document, which deactivates it; for clients that expect a refusal",
        "Deleting a firewall that is active on a machine is refused with 422.",
    ),
)
