"""A certificate for this machine, signed by itself. Made for every run: no key lies in the repository.

Written out here because no package that the tests need makes one, and not every machine has openssl.
"""

import base64
import hashlib
import random
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

SMALL_PRIMES = [number for number in range(3, 2000) if all(number % less for less in range(2, number))]
PUBLIC_EXPONENT = 65537

INTEGER, BIT_STRING, OCTET_STRING, NULL, NAME_OF, TEXT, TIME, SEQUENCE, SET = 2, 3, 4, 5, 6, 12, 24, 48, 49
RSA = "2a864886f70d010101"
SHA256_WITH_RSA = "2a864886f70d01010b"
SHA256 = "608648016503040201"
COMMON_NAME = "550403"
OTHER_NAMES = "551d11"


def write_own_certificate(path: Path) -> None:
    """Write a certificate for localhost and 127.0.0.1, with its key, as PEM."""
    # A key for one run on one machine: seeded, so that it takes as long every time.
    chance = random.Random(2026)
    one, other = _prime(chance), _prime(chance)
    modulus, private = one * other, pow(PUBLIC_EXPONENT, -1, (one - 1) * (other - 1))
    key = _sequence(
        *map(_integer, (0, modulus, PUBLIC_EXPONENT, private, one, other)),
        *map(_integer, (private % (one - 1), private % (other - 1), pow(other, -1, one))),
    )
    name = _sequence(_der(SET, _sequence(_oid(COMMON_NAME), _der(TEXT, b"localhost"))))
    now = datetime.now(UTC)
    lasts = (_der(TIME, f"{now + timedelta(days=days):%Y%m%d%H%M%SZ}".encode()) for days in (-1, 2))
    names = _sequence(_der(0x82, b"localhost"), _der(0x87, bytes([127, 0, 0, 1])))
    signed_with = _sequence(_oid(SHA256_WITH_RSA), _der(NULL, b""))
    said = _sequence(
        _der(0xA0, _integer(2)),
        _integer(chance.getrandbits(64)),
        signed_with,
        name,
        _sequence(*lasts),
        name,
        _sequence(
            _sequence(_oid(RSA), _der(NULL, b"")),
            _bits(_sequence(_integer(modulus), _integer(PUBLIC_EXPONENT))),
        ),
        _der(0xA3, _sequence(_sequence(_oid(OTHER_NAMES), _der(OCTET_STRING, names)))),
    )
    digest = _sequence(
        _sequence(_oid(SHA256), _der(NULL, b"")), _der(OCTET_STRING, hashlib.sha256(said).digest())
    )
    size = (modulus.bit_length() + 7) // 8
    padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    signature = pow(int.from_bytes(padded), private, modulus).to_bytes(size)
    certificate = _sequence(said, signed_with, _bits(signature))
    path.write_text(_pem("RSA PRIVATE KEY", key) + ssl.DER_cert_to_PEM_cert(certificate), encoding="ascii")


def _prime(chance: random.Random) -> int:
    while True:
        number = chance.getrandbits(1024) | (3 << 1022) | 1
        if number % PUBLIC_EXPONENT != 1 and _is_prime(number, chance):
            return number


def _is_prime(number: int, chance: random.Random) -> bool:
    if any(number % small == 0 for small in SMALL_PRIMES):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(8):
        value = pow(chance.randrange(2, number - 1), odd, number)
        if value == 1:
            continue
        for _ in range(twos):
            if value == number - 1:
                break
            value = value * value % number
        else:
            return False
    return True


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 128 | len(length)]) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _der(SEQUENCE, b"".join(parts))


def _integer(number: int) -> bytes:
    return _der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def _oid(name: str) -> bytes:
    return _der(NAME_OF, bytes.fromhex(name))


def _bits(content: bytes) -> bytes:
    return _der(BIT_STRING, b"\0" + content)


def _pem(kind: str, content: bytes) -> str:
    lines = base64.encodebytes(content).decode("ascii")
    return f"-----BEGIN {kind}-----\n{lines}-----END {kind}-----\n"
