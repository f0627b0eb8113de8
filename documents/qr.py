"""The square on a paper that leads to the page where anyone can check it."""

from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4


def qr_svg(url: str) -> SafeString:
    """Return an inline SVG of a QR code for `url`: black on white, four modules of quiet zone.

    Error correction is M or better (better where it costs no larger code). One unit of the picture is one
    module; the size on paper is set by the style sheet. Raises ValueError for an empty url.
    """
    if not url:
        raise ValueError("A QR code needs an address.")
    matrix = segno.make_qr(url, error="m").matrix
    size = len(matrix) + 2 * QUIET_ZONE
    # One path of one fill: modules drawn one by one leave hairlines between them in some viewers.
    strokes: list[str] = []
    for y, row in enumerate(matrix, start=QUIET_ZONE):
        x = QUIET_ZONE
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" viewBox="0 0 {size} {size}">'
        '<title>{title}</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>',
        size=str(size),
        title=url,
        path=mark_safe("".join(strokes)),  # noqa: S308 - letters and numbers made above
    )
