"""The interface of everything that has an id."""

import strawberry

from schema.reads.readfield import plain


@strawberry.interface(description="Whatever has an id: `<three letters>_<uuid>`, one kind of id everywhere.")
class Node:
    """Whatever has an id; the executor sets it from the row's key."""

    id: strawberry.ID = plain("The id, which never changes. An id of another agency or of what you may not see answers like an absent one.")
