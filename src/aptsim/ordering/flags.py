"""The flags that ordering puts on packages (apt-pkg/orderlist.h, pkgOrderList::Flags)."""

from __future__ import annotations

from typing import Final

#: On the new list of the current run.
ADDED: Final = 1
#: Being visited: something that it needs is looked at right now.
ADD_PENDING: Final = 2
#: To be configured as soon as it is unpacked: an essential package, or something that one needs.
IMMEDIATE: Final = 4
#: Being unpacked or configured further up in the chain of calls.
LOOP: Final = 8
UNPACKED: Final = 16
CONFIGURED: Final = 32
#: Removed for a while, to be installed again later.
REMOVED: Final = 64
#: On the list that is brought into order.
IN_LIST: Final = 128

STATES: Final = UNPACKED | CONFIGURED | REMOVED
#: A package without these has not been dealt with yet (pkgOrderList::IsNow).
DEALT_WITH: Final = UNPACKED | CONFIGURED
