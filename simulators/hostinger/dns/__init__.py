"""DNS: zones as lists of RRsets, and a snapshot of the zone before each change."""

TYPES = ("A", "AAAA", "CNAME", "ALIAS", "MX", "TXT", "NS", "SOA", "SRV", "CAA")
