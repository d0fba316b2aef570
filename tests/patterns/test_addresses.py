from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.patterns.addresses import parse_address, parse_network


@given(st.ip_addresses())
def test_agrees_with_the_standard_library(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    expected = mapped or address
    assert parse_address(str(address)) == (expected.max_prefixlen, int(expected))


@given(st.ip_addresses(v=4), st.integers(0, 31))
def test_networks_agree_with_the_standard_library(address: ipaddress.IPv4Address, bits: int) -> None:
    network = ipaddress.ip_network((address, bits), strict=False)
    expected = (32, int(network.network_address), int(network.broadcast_address))
    assert parse_network(f"{address}/{bits}") == expected


@pytest.mark.parametrize(("text", "number"), [("010.0.0.1", 0x0A000001), ("::ffff:a00:1", 0x0A000001)])
def test_spellings_of_ipv4(text: str, number: int) -> None:
    assert parse_address(text) == (32, number)


NO_ADDRESSES = (
    ", x, 1.2.3, 1.2.3.4.5, 1.2.3.256, 1.2.3.-4, 1.2.3.٤, 1.2.3. 4, 1.2.3., :, 1::2::3, 12:30, ::g, ::ffff:10.0.0.1, "
    "fe80::1%eth0, arn:aws:sns, 2026-10-01T12:30:00Z, 00010.000.000.01"
)


@pytest.mark.parametrize("text", NO_ADDRESSES.split(", "))
def test_other_texts_are_no_addresses(text: str) -> None:
    assert parse_address(text) is None


@pytest.mark.parametrize("text", ["10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/32", "::/128", "10.0.0.0/+8", ""])
def test_other_texts_are_no_networks(text: str) -> None:
    assert parse_network(text) is None
