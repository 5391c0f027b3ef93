"""Messages are kept and printed as apt's error stack does it."""

from __future__ import annotations

from aptsim.model.message import Message, Messages, Severity


def test_each_severity_has_its_letter() -> None:
    """A message is printed behind the letter of its severity."""
    messages = Messages()
    messages.error("one")
    messages.warning("two")
    messages.notice("three")
    assert messages.render(Severity.NOTICE) == "E: one\nW: two\nN: three\n"


def test_threshold_hides_what_is_less_grave() -> None:
    """At a pipe's quiet level, notices are not printed."""
    messages = Messages()
    messages.notice("hidden")
    messages.warning("shown")
    assert messages.render() == "W: shown\n"


def test_later_lines_of_a_message_are_indented() -> None:
    """A message of several lines goes on three columns further right, without its empty lines."""
    assert Message(Severity.ERROR, "a\n\n\rb\nc\n").render() == "E: a\n   b\n   c"


def test_only_errors_are_pending() -> None:
    """Warnings and notices do not make apt fail."""
    messages = Messages()
    messages.warning("harmless")
    assert not messages.pending_error
    messages.error("grave")
    assert messages.pending_error


def test_merge_puts_the_newer_list_behind_the_older() -> None:
    """After a merge the messages stand in the order they came, and an older error is pending again."""
    messages = Messages()
    messages.error("first")
    messages.push()
    assert not messages.pending_error
    messages.warning("second")
    messages.merge()
    assert [message.text for message in messages] == ["first", "second"]
    assert messages.pending_error


def test_revert_forgets_what_came_after_the_push() -> None:
    """A revert leaves the list as it was at the push."""
    messages = Messages()
    messages.notice("kept")
    messages.push()
    messages.error("forgotten")
    messages.revert()
    assert [message.text for message in messages] == ["kept"]
    assert not messages.pending_error


def test_render_includes_lists_set_aside() -> None:
    """Printing shows the lists below the current one first."""
    messages = Messages()
    messages.warning("below")
    messages.push()
    messages.warning("above")
    assert messages.render() == "W: below\nW: above\n"


def test_errno_has_apts_form() -> None:
    """An error of the operating system names the function, the number and the reason."""
    messages = Messages()
    messages.errno("open", "Could not open file x", 2, "No such file or directory")
    assert messages.render() == "E: Could not open file x - open (2: No such file or directory)\n"


def test_empty_looks_at_the_threshold() -> None:
    """A list with only notices counts as empty for warnings."""
    messages = Messages()
    messages.notice("n")
    assert messages.is_empty(Severity.WARNING)
    assert not messages.is_empty(Severity.NOTICE)
