"""National codes: identity numbers, credit codes, certificate identifiers, divisions, and how to mask them."""
