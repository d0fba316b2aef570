"""IP addresses as numbers, read the way event-ruler reads them."""

from __future__ import annotations

V4_BITS, V6_BITS = 32, 128
_V4_LENGTH, _V6_LENGTH = len("255.255.255.255"), len("ffff:" * 7 + "ffff")
_V6_CHARACTERS = frozenset("0123456789abcdefABCDEF:")

Address = tuple[int, int]
"""Width in bits (V4_BITS or V6_BITS) and the address as a number."""


def parse_address(text: str) -> Address | None:
    """The address that `text` spells, or None: not every text is one.

    Octets are decimal even with leading zeros. An IPv4-mapped address (`::ffff:a00:1`) is the IPv4 address; the
    mixed spelling `::ffff:10.0.0.1` is no address.
    """
    if ":" in text:
        return _parse_v6(text)
    return _parse_v4(text) if text.count(".") == 3 else None


def parse_network(text: str) -> tuple[int, int, int] | None:
    """Width, first and last address of `ADDRESS/BITS`, or None. Host bits may be set; single addresses are refused."""
    base, slash, bits = text.partition("/")
    address = parse_address(base)
    if not slash or address is None or not (bits.isascii() and bits.isdigit()) or len(bits) > 3:
        return None
    width, number = address
    host = width - int(bits)
    if host < 1:
        return None
    first = number >> host << host
    return width, first, first | ((1 << host) - 1)


def _parse_v4(text: str) -> Address | None:
    parts = text.split(".")
    if len(text) > _V4_LENGTH or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    octets = [int(part) for part in parts]
    return (V4_BITS, int.from_bytes(octets, "big")) if max(octets) <= 255 else None


def _parse_v6(text: str) -> Address | None:
    if len(text) > _V6_LENGTH or not _V6_CHARACTERS.issuperset(text):
        return None
    import ipaddress

    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped
    return (V6_BITS, int(address)) if mapped is None else (V4_BITS, int(mapped))
