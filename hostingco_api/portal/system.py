"""."""

from hostingco_api.portal.web import section

blp = section("system")
