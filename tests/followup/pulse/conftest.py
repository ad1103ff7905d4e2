from tests.followup.conftest import sink
from tests.workshop.conftest import gun, list_of, ove

__all__ = ["gun", "list_of", "ove", "sink"]
