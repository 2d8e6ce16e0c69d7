"""The strawberry field that carries a declaration."""

from typing import Any

from strawberry.types.field import StrawberryField

from schema.reads.fields import Column, Inherited


class ReadField(StrawberryField):
    """A field whose value the executor reads as its declaration (in ``metadata["reads"]``) says."""

    @property
    def is_basic_field(self) -> bool:
        """Columns and inherited fields are plain attributes of the object; all others are resolved."""
        return isinstance(self.metadata["reads"], Column | Inherited)

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """Read the field for one object."""
        if self.base_resolver is not None:
            return self.base_resolver(*args, **kwargs)
        if self.is_basic_field:
            return getattr(source, self.python_name)
        return info.context.resolve(self.metadata["reads"], source, info, kwargs)


def plain(description: str) -> Any:
    """Declare a field of a value that Python makes; who sees the value sees the field."""
    return ReadField(metadata={"reads": Inherited()}, description=description)
