"""Keys of forms, and the tokens of private links that follow from them."""

import hmac
from hashlib import sha256

TOKEN_LENGTH = 32


def token_of(key: str, *, secret: str) -> str:
    """The token of the private link of what was sent under a form's key.

    The key is random, and so is what follows from it; the same form sent twice gets the same link
    though nothing but a digest of it is kept. 128 bits, in letters that fit an address.
    """
    made = hmac.new(secret.encode(), f"private link {key}".encode(), sha256)
    return made.hexdigest()[:TOKEN_LENGTH]


def digest_of(text: str) -> str:
    """What a table holds of a key or a token: it tells whether they are the same, not what."""
    return sha256(text.encode()).hexdigest()


def masked(text: str, *, secret: str) -> str:
    """A short or guessable value as a keyed digest, such as an address on the network."""
    return hmac.new(secret.encode(), f"masked {text}".encode(), sha256).hexdigest()
