"""Words about templates: of a post's plan, and of one's own daily activities."""

from models.vocabulary.word import Word


class TemplateState(Word):
    """Where a template stands."""

    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


class TemplateAction(Word):
    """What can be done with a template; writing one for the first time makes it and is no move."""

    EDIT = "EDIT"
    REMOVE = "REMOVE"
