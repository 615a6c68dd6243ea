"""YAML into plain values: libyaml parses, the values are built without PyYAML's general constructor.

The library is thousands of short Chinese texts: deciding each one's type by regular expressions and going
through the constructor's registry took a third of its loading time.
"""

from typing import Any

from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

try:
    from yaml import CSafeLoader as _Safe
except ImportError:  # built without libyaml: slower, the same values
    from yaml import SafeLoader as _Safe  # type: ignore[assignment]

_TEXT = "tag:yaml.org,2002:str"
_BEYOND_SYNTAX = "\u2000"
"""No number, date, boolean or null begins with a character from here on."""


class PlainLoader(_Safe):
    """A safe loader for text, numbers, lists and mappings; a key that occurs twice is an error."""

    def resolve(self, kind: type[Node], value: str, implicit: Any) -> str:  # noqa: ANN401
        """Return the tag of a node: Chinese text needs no closer look."""
        if kind is ScalarNode and value and value[0] > _BEYOND_SYNTAX and implicit[0]:
            return _TEXT
        return str(super().resolve(kind, value, implicit))  # type: ignore[no-untyped-call]

    def get_single_data(self) -> Any:  # noqa: ANN401
        """Return the only document's value.

        Raises:
            YAMLError: not readable, more than one document, or a key twice.
        """
        node = self.get_single_node()
        return None if node is None else self._value(node)

    def _value(self, node: Node) -> Any:  # noqa: ANN401
        if isinstance(node, ScalarNode) and node.tag == _TEXT:
            return node.value
        if isinstance(node, SequenceNode):
            return [self._value(one) for one in node.value]
        if isinstance(node, MappingNode):
            return self._mapping(node)
        return self.construct_object(node)

    def _mapping(self, node: MappingNode) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        for key, value in node.value:
            name = self._value(key)
            if isinstance(name, list | dict) or name in values:
                raise ConstructorError(None, None, f"key {key.value!r} twice or no plain key", key.start_mark)
            values[name] = self._value(value)
        return values
