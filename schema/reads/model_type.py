"""The published type of a relation's target, found by its model when the schema is built: the folders of types don't import each other."""

from dataclasses import dataclass
from typing import Any

from strawberry.types.lazy_type import LazyType

from models.base import Row
from schema.reads import registry


@dataclass(frozen=True)
class ModelType(LazyType[Any, Any]):
    """Stands for the type that shows ``model``, which may be declared later."""

    model: type[Row] | None = None

    def resolve_type(self) -> type[Any]:
        """Give the class that shows the model."""
        if self.model is None:
            raise TypeError(f"{self.type_name} names no model")
        return registry.of_model(self.model).shown_by


def shown_as(model: type[Row]) -> Any:
    """Give an annotation for the type that shows ``model``."""
    return ModelType(model.__name__, model.__module__, None, model)
