"""Reads a QR code back from the drawing operations of a PDF page: what is on the paper, not what was meant.

Versions 1 to 6, byte mode, levels M, Q and H, no repair of damage: enough for an address on a clean page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pypdf
from pypdf.generic import ContentStream

Matrix = list[list[bool]]
POINT_MM = 25.4 / 72
# Data codewords of each block, by level and version.
BLOCKS = {
    "M": [[16], [28], [44], [32] * 2, [43] * 2, [27] * 4],
    "Q": [[13], [22], [17] * 2, [24] * 2, [15, 15, 16, 16], [19] * 4],
    "H": [[9], [16], [13] * 2, [9] * 4, [11, 11, 12, 12], [15] * 4],
}
LEVELS = {0b00: "M", 0b01: "L", 0b10: "H", 0b11: "Q"}
MASKS = [
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
]


@dataclass(frozen=True)
class Drawn:
    """A QR code as drawn: its modules, the size of one in mm, the white margin around it in modules."""

    modules: Matrix
    module_mm: float
    quiet_zone: int


def _multiply(inner: list[float], outer: list[float]) -> list[float]:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]


def _filled_paths(page: pypdf.PageObject) -> Iterator[tuple[list[list[tuple[float, float]]], list[float]]]:
    """Yield each filled path as its corners, with the transformation to points that holds for it."""
    matrix, stack = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0], []
    path: list[list[tuple[float, float]]] = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"q":
            stack.append(matrix)
        elif operator == b"Q":
            matrix = stack.pop()
        elif operator == b"cm":
            matrix = _multiply([float(number) for number in operands], matrix)
        elif operator == b"m":
            path.append([(float(operands[0]), float(operands[1]))])
        elif operator == b"l":
            path[-1].append((float(operands[0]), float(operands[1])))
        elif operator in (b"f", b"f*", b"S", b"n"):  # the path is painted or dropped
            corners = [part for part in path if len(part) > 2]
            if operator in (b"f", b"f*") and corners:
                yield corners, matrix
            path = []


def drawn_qr(page: pypdf.PageObject) -> Drawn:
    """Return the QR code of a page; fails where there is none, or where it is drawn mirrored or turned."""
    paths = list(_filled_paths(page))
    path, matrix = max(paths, key=lambda item: len(item[0]))
    background = paths[paths.index((path, matrix)) - 1][0]
    assert matrix[0] > 0 > matrix[3] and matrix[1] == matrix[2] == 0
    dark = set()
    for corners in path:
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        top, bottom = min(y for _, y in corners), max(y for _, y in corners)
        assert bottom - top == 1
        dark |= {(int(top), x) for x in range(int(left), int(right))}
    first = min(x for _, x in dark)
    size = max(x for _, x in dark) - first + 1
    whole = max(x for x, _ in background[0])
    assert first == min(y for y, _ in dark) == whole - size - first
    modules = [[(y + first, x + first) in dark for x in range(size)] for y in range(size)]
    return Drawn(modules, matrix[0] * POINT_MM, first)


def _reserved(size: int) -> set[tuple[int, int]]:
    """Return the modules that carry patterns or the format, not data."""
    taken = {(y, x) for y in range(9) for x in range(9)}
    taken |= {(y, x) for y in range(9) for x in range(size - 8, size)}
    taken |= {(x, y) for y in range(9) for x in range(size - 8, size)}
    taken |= {(6, n) for n in range(size)} | {(n, 6) for n in range(size)}
    if size > 21:
        centre = size - 7
        taken |= {(y, x) for y in range(centre - 2, centre + 3) for x in range(centre - 2, centre + 3)}
    return taken


def _number(bits: list[bool]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)


def read_qr(modules: Matrix) -> tuple[str, str]:
    """Return the text and the level of error correction of a QR code."""
    size = len(modules)
    version = (size - 17) // 4
    assert 1 <= version <= 6, version
    around = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    form = _number([modules[y][x] for y, x in around]) ^ 0x5412
    level, mask = LEVELS[form >> 13], MASKS[form >> 10 & 7]

    taken = _reserved(size)
    bits: list[bool] = []
    upwards = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for y in range(size - 1, -1, -1) if upwards else range(size):
            bits += [modules[y][x] ^ mask(y, x) for x in (right, right - 1) if (y, x) not in taken]
        upwards = not upwards
    words = iter([_number(bits[n : n + 8]) for n in range(0, len(bits) - 7, 8)])
    lengths = BLOCKS[level][version - 1]
    blocks: list[list[int]] = [[] for _ in lengths]
    for position in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if position < length:
                block.append(next(words))
    stream = "".join(f"{word:08b}" for block in blocks for word in block)
    assert stream[:4] == "0100", "not in byte mode"
    count = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * n : 20 + 8 * n], 2) for n in range(count)).decode(), level
