"""What the customers of the demo company ask, and are answered.

Subject, category, priority, status, and what is said: by the customer, by support, in turn.
"""

TICKETS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    (
        "Server downtime issue",
        "Technical",
        "high",
        "in_progress",
        (
            "web-server-01 does not answer since this morning, neither over SSH nor over HTTPS.",
            "We see it, too. A switch in us-east-1 was replaced; can you try again?",
            "It is back, but it was gone for a minute again an hour ago.",
            "Thank you, we keep an eye on the port and tell you what we find.",
        ),
    ),
    (
        "Wrong company name on the invoice",
        "Billing",
        "low",
        "closed",
        (
            "Our company has a new name since last month. Can the next invoice carry it?",
            "Done: your account has the new name, and so will the invoices.",
            "Perfect, thank you.",
        ),
    ),
    (
        "How do I point my domain at the server?",
        "Domain",
        "medium",
        "resolved",
        (
            "I have a domain elsewhere, and a server here. What do I have to enter where?",
            "An A record with the address of the server, at the company that has your domain.",
        ),
    ),
    (
        "Upgrade from Basic to Pro",
        "Account",
        "medium",
        "pending_customer",
        (
            "We have outgrown the Basic plan. Can the server stay as it is?",
            "Yes; it has to be restarted once. When would that suit you?",
        ),
    ),
    (
        "Backups fail every night",
        "Technical",
        "urgent",
        "resolved",
        (
            "The log says for three nights now that there is no space left.",
            "The snapshots of an old kernel took it. We removed them; last night's is complete.",
        ),
    ),
    (
        "Two-factor authentication",
        "Account",
        "low",
        "closed",
        (
            "Is there a second factor for logging in to the portal?",
            "Not yet. You can restrict who reaches your servers by their firewall meanwhile.",
        ),
    ),
    (
        "Certificate of the shop has expired",
        "Technical",
        "urgent",
        "reopened",
        (
            "Browsers warn our customers since midnight.",
            "It is renewed, and will be by itself from now on.",
            "The warning is back on the www name.",
        ),
    ),
    (
        "Card was charged twice?",
        "Billing",
        "high",
        "closed",
        (
            "My bank shows two amounts for the same invoice.",
            "One of them was a reservation, which ends by itself. We were paid once.",
            "It is gone indeed. Thanks!",
        ),
    ),
    (
        "Discount for a second year",
        "General",
        "low",
        "pending_customer",
        (
            "Do you have better prices for those who stay longer?",
            "For ten servers and more. How many do you plan to have next year?",
        ),
    ),
    (
        "Slow disk on the database server",
        "Technical",
        "medium",
        "in_progress",
        (
            "Queries take twice as long as last week, and iowait is at 30 %.",
            "A neighbour was noisy and has been moved. Is it better now?",
            "A little, but not as it was.",
        ),
    ),
    (
        "Transfer of a domain to you",
        "Domain",
        "medium",
        "open",
        ("I have the code for the transfer. Where do I enter it?",),
    ),
    (
        "Invoice without VAT id",
        "Billing",
        "medium",
        "resolved",
        (
            "Our accountants need our VAT id on the invoices.",
            "We have added it to your account.",
        ),
    ),
    (
        "Open port 25",
        "Technical",
        "low",
        "open",
        ("Our mail server cannot send anything. Is port 25 closed on purpose?",),
    ),
    (
        "Data processing agreement",
        "General",
        "low",
        "open",
        ("Can we have a signed copy for our records?",),
    ),
)
