"""Apt's configuration: a tree of tags with values, looked up by names like ``Dir::State::lists``.

Tags are compared without regard to case, the first spelling stays. A name that ends with ``::`` adds an item without
a tag: that is how lists are made.

Source: apt-pkg/contrib/configuration.cc, class Configuration; apt-pkg/contrib/fileutl.cc, flNormalize.
"""

from __future__ import annotations

from collections.abc import Iterator

from aptsim.model.words import lower_ascii, parse_number, quote_string, split_list, string_to_bool, to_int


class ConfigurationItem:
    """One node of the tree: a tag, a value and the items below it in the order they were made."""

    __slots__ = ("_by_tag", "children", "parent", "tag", "value")

    def __init__(self, tag: str, parent: ConfigurationItem | None) -> None:
        self.tag = tag
        self.value = ""
        self.parent = parent
        self.children: list[ConfigurationItem] = []
        self._by_tag: dict[str, ConfigurationItem] = {}

    def child(self, tag: str) -> ConfigurationItem | None:
        """Find the item below this one by its tag; items without a tag are never found."""
        return self._by_tag.get(lower_ascii(tag)) if tag else None

    def make_child(self, tag: str) -> ConfigurationItem:
        """Add an item below this one, behind those already there."""
        item = ConfigurationItem(tag, self)
        self.children.append(item)
        if tag:
            self._by_tag.setdefault(lower_ascii(tag), item)
        return item

    def remove_children(self) -> list[ConfigurationItem]:
        """Take all items below this one out and give them back."""
        children, self.children, self._by_tag = self.children, [], {}
        return children

    def keep_children(self, children: list[ConfigurationItem]) -> None:
        """Keep only these of the items below this one."""
        self.remove_children()
        for item in children:
            self.children.append(item)
            if item.tag:
                self._by_tag.setdefault(lower_ascii(item.tag), item)

    def full_tag(self, stop: ConfigurationItem | None = None) -> str:
        """Give the whole name, from the top or from below an item further up (Item::FullTag)."""
        parent = self.parent
        if parent is None or parent.parent is None or parent is stop:
            return self.tag
        return f"{parent.full_tag(stop)}::{self.tag}"

    def walk(self) -> Iterator[ConfigurationItem]:
        """Iterate over everything below this item, each item before those below it."""
        for item in self.children:
            yield item
            yield from item.walk()


class Configuration:
    """A configuration tree with apt's look-up rules."""

    __slots__ = ("_root",)

    def __init__(self) -> None:
        self._root = ConfigurationItem("", None)

    # -- reading -----------------------------------------------------------------------------------------------

    def item(self, name: str) -> ConfigurationItem | None:
        """Find the item of a full name (Configuration::Tree)."""
        item: ConfigurationItem | None = self._root
        for tag in _split_name(name):
            if item is None:
                return None
            item = item.child(tag)
        return item

    def find(self, name: str, default: str = "") -> str:
        """Give a value as text; the default stands in for a missing or empty one (Find)."""
        item = self.item(name)
        return item.value if item is not None and item.value else default

    def find_i(self, name: str, default: int = 0) -> int:
        """Give a value as a number; decimal, 0x hexadecimal or 0 octal (FindI)."""
        value = self.find(name)
        number, end = parse_number(value, 0)
        return to_int(number) if end else default

    def find_b(self, name: str, default: bool = False) -> bool:
        """Give a value as a boolean (FindB)."""
        value = self.find(name)
        return bool(string_to_bool(value, int(default))) if value else default

    def find_file(self, name: str, default: str = "") -> str:
        """Give a value as a path: the values of the items above are put before it until one is absolute (FindFile)."""
        root = self.find("RootDir")
        if root and not root.endswith("/"):
            root += "/"
        item = self.item(name)
        if item is None or not item.value:
            return normalize_path(root + default)
        return normalize_path(root + _path_of(item))

    def find_dir(self, name: str, default: str = "") -> str:
        """Give a value as the path of a folder, with a ``/`` at the end unless it is ``/dev/null`` (FindDir)."""
        path = self.find_file(name, default)
        if path.endswith(("/", "/dev/null")):
            return path
        return path + "/"

    def find_vector(self, name: str, default: str = "", keys: bool = False) -> list[str]:
        """Give a list: the items below the name, or a value split at its commas (FindVector).

        Args:
            name: the full name.
            default: comma-separated items that stand in when there is nothing.
            keys: whether to list the tags of the items below instead of their values.
        """
        item = self.item(name)
        if item is None:
            return split_list(default, ",")
        if item.value:
            return split_list(item.value, ",")
        if not item.children:
            return split_list(default, ",")
        return [below.tag if keys else below.value for below in item.children]

    def exists(self, name: str) -> bool:
        """Tell whether an item of this name was ever made, even with an empty value (Exists)."""
        return self.item(name) is not None

    def tree(self, name: str = "") -> list[ConfigurationItem]:
        """Give the items directly below a name; those at the top for the empty name."""
        item = self.item(name) if name else self._root
        return [] if item is None else list(item.children)

    def dump(self) -> str:
        """Write the whole tree as ``apt-config dump`` does (Dump)."""
        lines = []
        for item in self._root.walk():
            lines.append(f'{quote_string(item.full_tag(), "=" + chr(34) + chr(10))} "{item.value}";\n')
        return "".join(lines)

    # -- changing ----------------------------------------------------------------------------------------------

    def set(self, name: str, value: str | int | bool) -> None:
        """Set a value; a name with ``::`` at its end adds an item to a list (Set)."""
        self._make(name).value = _text_of(value)

    def cnd_set(self, name: str, value: str | int | bool) -> None:
        """Set a value unless there is one (CndSet)."""
        item = self._make(name)
        if not item.value:
            item.value = _text_of(value)

    def clear(self, name: str) -> None:
        """Empty the value of a name and forget everything below it; the name itself stays (Clear)."""
        item = self.item(name)
        if item is not None:
            item.value = ""
            item.remove_children()

    def clear_value(self, name: str, value: str) -> None:
        """Take the items with this value out of a list (Clear with a value)."""
        item = self.item(name)
        if item is not None and item.children:
            item.keep_children([below for below in item.children if below.value != value])

    def move_subtree(self, old: str, new: str | None) -> None:
        """Move everything below a name under another name, or to the top; values there are replaced (MoveSubTree)."""
        if new is not None and (old == new or lower_ascii(old + "::") in lower_ascii(new)):
            return
        top = self.item(old)
        if top is None:
            return
        top.value = ""
        prefix = "" if new is None else f"{new}::"
        below = top.remove_children()
        moved: list[tuple[str, str]] = []
        for item in below:
            _collect_from_leaves(item, top, moved)
        for name, value in moved:
            self.set(prefix + name, value)

    def copy(self) -> Configuration:
        """Make an independent copy."""
        result = Configuration()
        _copy_below(self._root, result._root)
        return result

    def _make(self, name: str) -> ConfigurationItem:
        item = self._root
        for tag in _split_name(name):
            item = item.child(tag) or item.make_child(tag)
        return item


def normalize_path(path: str) -> str:
    """Collapse ``/./`` and ``//``, and cut everything behind a leading ``/dev/null`` (flNormalize)."""
    while "/./" in path:
        path = path.replace("/./", "/")
    while "//" in path:
        path = path.replace("//", "/")
    return "/dev/null" if path.startswith("/dev/null") else path


def _split_name(name: str) -> list[str]:
    """Split a full name at its ``::``; a tag can itself begin with a colon, as apt never looks there for a split."""
    if "::" not in name:
        return [name]
    if ":::" not in name:
        return name.split("::")
    tags: list[str] = []
    start = 0
    split = name.find("::")
    while split >= 0:
        tags.append(name[start:split])
        start = split + 2
        split = name.find("::", start + 1)
    tags.append(name[start:])
    return tags


def _path_of(item: ConfigurationItem) -> str:
    value = item.value
    parent = item.parent
    while parent is not None:
        if parent.value:
            if value.startswith("/"):
                return value[:9] if value.startswith("/dev/null") else value
            if value.startswith(("~/", "./", "../")):
                return value
            value = parent.value + ("" if parent.value.endswith("/") else "/") + value
        parent = parent.parent
    return value


def _text_of(value: str | int | bool) -> str:
    return value if isinstance(value, str) else str(int(value))


def _collect_from_leaves(item: ConfigurationItem, stop: ConfigurationItem, into: list[tuple[str, str]]) -> None:
    for below in item.children:
        _collect_from_leaves(below, stop, into)
    into.append((item.full_tag(stop), item.value))


def _copy_below(source: ConfigurationItem, target: ConfigurationItem) -> None:
    for item in source.children:
        copied = target.make_child(item.tag)
        copied.value = item.value
        if item.children:
            _copy_below(item, copied)
