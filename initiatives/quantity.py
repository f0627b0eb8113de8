"""How much is bought: typed with a comma, kept as a whole number of hundredths."""

import re
from typing import Literal

HUNDREDTHS = 100
# With it a line at the dearest price still fits a 64-bit product.
MOST = 100_000 * HUNDREDTHS

QuantityFault = Literal["invalid", "negative", "fraction", "zero", "too_big"]

_TYPED = re.compile(r"([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
_NEGATIVE = re.compile(r"[-\u2010-\u2015\u2212]\s*(?=[0-9])")


class QuantityError(ValueError):
    """A typed quantity that cannot be taken; `code` says why."""

    def __init__(self, code: QuantityFault) -> None:
        super().__init__(code)
        self.code: QuantityFault = code


def parse_quantity(text: str) -> int:
    """Return a typed quantity («6», «2,5», «1 200») as hundredths.

    Raises QuantityError: "negative", "fraction" (more than two places), "zero", "too_big" (above 100 000), "invalid".
    """
    typed = " ".join(text.split())
    negative = _NEGATIVE.match(typed)
    match = _TYPED.fullmatch(typed[negative.end() :] if negative else typed)
    if match is None:
        raise QuantityError("invalid")
    if negative:
        raise QuantityError("negative")
    whole, places = match[1].replace(" ", "").lstrip("0") or "0", match[2] or ""
    if len(places.rstrip("0")) > 2:
        raise QuantityError("fraction")
    # By length first: int() refuses figures of thousands of digits.
    if len(whole) > len(str(MOST)):
        raise QuantityError("too_big")
    hundredths = int(whole) * HUNDREDTHS + int(places[:2].ljust(2, "0"))
    if hundredths == 0:
        raise QuantityError("zero")
    if hundredths > MOST:
        raise QuantityError("too_big")
    return hundredths


def show_quantity(hundredths: int) -> str:
    """Return hundredths as they are written: «6», «2,5», «1 200»."""
    whole, rest = divmod(hundredths, HUNDREDTHS)
    return f"{whole:,}".replace(",", "\u00a0") + (f",{rest:02d}".rstrip("0") if rest else "")


def line_sum(quantity: int, price: int) -> int:
    """Return the tyiyn of `quantity` hundredths at `price` tyiyn each, half a tyiyn rounded up."""
    return (quantity * price + HUNDREDTHS // 2) // HUNDREDTHS
