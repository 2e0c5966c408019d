"""What runs would each make for themselves, in the process that they are forked from."""

from tests.hostingco.support import template

template()
