"""JSON from strangers: bounded in length and depth before a parser sees it."""

from __future__ import annotations

import json
import re
from typing import Any

from aptsim.errors import InputError

_DEEPEST = 40
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")


def parse_document(data: bytes, name: str, longest: int) -> Any:
    """Parse JSON that may be hostile.

    Args:
        data: the text.
        name: the document in messages.
        longest: bytes that it may have.

    Raises:
        InputError: when it is too long, too deep or no JSON.
    """
    if len(data) > longest:
        raise InputError(name, 0, f"it has {len(data)} bytes; at most {longest} are read")
    depth = 0
    for bracket in _BRACKETS.findall(_STRING.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        if depth > _DEEPEST:
            raise InputError(name, 0, "its JSON is nested too deeply")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(name, 0, f"it is not JSON: {error}") from error
