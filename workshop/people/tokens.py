"""Secret tokens. Of a seat or an invitation the database keeps only the digest; the links of wall
and check-in are shown again later, so those are kept as they are."""

import hashlib
import secrets


def new_token() -> str:
    """128 random bits in hex, 32 characters: no mark at the end for a mail program to leave out."""
    return secrets.token_hex(16)


def token_digest(token: str) -> str:
    """SHA-256 in hex, 64 characters."""
    return hashlib.sha256(token.encode()).hexdigest()
