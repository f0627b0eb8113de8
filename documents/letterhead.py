"""What stands at the head of every paper."""

from municipality.models import Municipality


def letterhead(municipality: Municipality) -> dict[str, object]:
    """Return the lines of the two columns, Kyrgyz left and Russian right, and the place, as JSON values."""
    return {
        "ky": _lines("КЫРГЫЗ РЕСПУБЛИКАСЫ", municipality.oblast_ky, municipality.district_ky, municipality.office_ky),
        "ru": _lines("КЫРГЫЗСКАЯ РЕСПУБЛИКА", municipality.oblast_ru, municipality.district_ru, municipality.office_ru),
        "ky_contact": _contact(municipality.address_ky, municipality.phone),
        "ru_contact": _contact(municipality.address_ru, municipality.phone),
        "place_ky": municipality.seat_ky,
        "place_ru": municipality.seat_ru,
    }


def _lines(*lines: str) -> list[str]:
    return [line for line in lines if line]


def _contact(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
