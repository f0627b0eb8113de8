"""People's own words in quotes, as they are printed in Kyrgyz and Russian."""

import re

_OPENING, _CLOSING = '«„“"', '»“”"'
_INNER = re.compile(r"«([^«»]*)»|\"([^\"]*)\"|“([^“”]*)”")
# One stop at the end goes; three of them, and the stop of «ж.б.», were meant.
_LAST_STOP = re.compile(r"(?<!\.)(?<!\b\w\.\w)\.$")


def quote(text: str) -> str:
    """Return the text as «text»; quotes within it become „these“.

    Quotes typed around the whole are not doubled, and a full stop at its end goes, for the sentence goes on.
    An empty text stays empty.
    """
    bare = text.strip()
    if len(bare) > 2 and bare[0] in _OPENING and bare[-1] in _CLOSING and not _holds_quotes(bare[1:-1]):
        bare = bare[1:-1].strip()
    bare = _LAST_STOP.sub("", bare)
    inner = _INNER.sub(lambda match: f"„{match[1] or match[2] or match[3] or ''}“", bare)
    return f"«{inner}»" if bare else ""


def _holds_quotes(text: str) -> bool:
    return any(sign in _OPENING + _CLOSING for sign in text)
