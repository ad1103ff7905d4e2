"""Secret links: the token is in the mail or the cookie, the database keeps only its digest."""

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(24)


def token_digest(token: str) -> str:
    """SHA-256 in hex, 64 characters."""
    return hashlib.sha256(token.encode()).hexdigest()
