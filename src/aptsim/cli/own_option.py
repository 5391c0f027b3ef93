"""One option of ours, and how it is taken out of a command line that is otherwise apt-get's.

Click makes its options of these (`click_options`). Lines without a mistake are also read here, as click would read
them: importing click takes longer than a simulation.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.model.value import Value

_END = "--"
"""Ends the options of a line; it is no value of one, unless click says so."""

Values = dict[str, str | bool | tuple[str, ...] | None]
"""The values of options by parameter, as click has them."""


class OwnOption(Value):
    """An option.

    Args:
        name: as it is written, like ``--root``.
        parameter: what its value is called in the program.
        help: what the help page says of it.
        metavar: what the help page calls its value; '' for a flag, and where there are choices.
        choices: the values that it can have; none where any will do.
        default: what counts when it is not given.
        is_repeated: whether it can be given several times.
        shows_default: whether the help page tells the default.
    """

    name: str
    parameter: str
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    is_repeated: bool = False
    shows_default: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it has no value."""
        return not self.metavar and not self.choices


def read_options(words: Sequence[str], options: Sequence[OwnOption]) -> tuple[Values, list[str]] | None:
    """Take options out of a line; None where there is something wrong with one of them, for click to say what.

    Returns:
        Their values, and all other words in their order.
    """
    by_name = {option.name: option for option in options}
    values: Values = {one.parameter: _default_of(one) for one in options}
    others: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == _END:
            others += [word, *rest]
            break
        name, equals, value = word.partition("=")
        option = by_name.get(name)
        if option is None:
            others.append(word)
            continue
        if option.is_flag:
            if equals:
                return None
            values[option.parameter] = True
            continue
        given = value if equals else next(rest, _END)
        if given == _END and not equals:
            return None
        before = values[option.parameter]
        values[option.parameter] = (*before, given) if isinstance(before, tuple) else given
    if any(one.choices and values[one.parameter] not in (*one.choices, one.default) for one in options):
        return None
    return values, others


def _default_of(option: OwnOption) -> str | bool | tuple[str, ...] | None:
    if option.is_repeated:
        return ()
    return False if option.is_flag else option.default
