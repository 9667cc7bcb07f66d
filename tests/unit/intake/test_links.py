"""Keys of forms and the tokens that follow from them."""

from cityloop.intake.rules.links import digest_of, masked, token_of


def test_token_of_one_key_is_always_the_same() -> None:
    assert token_of("key", secret="s") == token_of("key", secret="s")


def test_token_needs_the_secret() -> None:
    assert token_of("key", secret="s") != token_of("key", secret="other")


def test_token_has_128_bits() -> None:
    assert len(bytes.fromhex(token_of("key", secret="s"))) == 16


def test_digest_does_not_hold_the_token() -> None:
    token = token_of("key", secret="s")
    assert token not in digest_of(token)


def test_masked_address_needs_the_secret() -> None:
    assert masked("127.0.0.1", secret="s") != masked("127.0.0.1", secret="other")
