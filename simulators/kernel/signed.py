"""What tells the tokens that hostsim signs from everybody else's: the header they begin with.

Such a token is no secret. The key is in the repository, and it opens simulated worlds only.
"""

import json
import re
from base64 import urlsafe_b64encode

HEADER = {"typ": "JWT", "alg": "RS256", "kid": "hostsim"}
START = urlsafe_b64encode(json.dumps(HEADER, separators=(",", ":")).encode()).decode().rstrip("=")
_TOKEN = re.compile(rf"{START}\.[\w-]*\.[\w-]*", re.ASCII)


def is_ours(text: str) -> bool:
    return bool(_TOKEN.fullmatch(text))
