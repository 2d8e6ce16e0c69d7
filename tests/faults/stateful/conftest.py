"""What all tests of the histories share."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def quiet() -> Iterator[None]:
    """A line for each of so many requests, and one for each planted fault, tell nothing."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)
