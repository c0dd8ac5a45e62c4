"""Compression: how an answer is packed for those who ask. Any server makes the same bytes of it."""

from functools import lru_cache
from gzip import compress as gzip
from typing import Literal

from brotli import compress as brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

Way = Literal["br", "gzip", "identity"]
IDENTITY: Way = "identity"

BROTLI_QUALITY = 7
BROTLI_WINDOW = 16
"""64 KB. With 256 KB a page is a hundredth smaller, and packing it takes seven megabytes more."""
GZIP_LEVEL = 9
# What is made for one reader alone is packed in a fourth of the time, and is a fifth larger.
ONCE_BROTLI_QUALITY = 3
ONCE_GZIP_LEVEL = 2

WORTH_IT = 500
"""Bytes below which packing gains nothing."""
PACKED_ALREADY = frozenset({"image/png", "application/vnd.oasis.opendocument.text"})


@lru_cache(maxsize=256)
def way_for(accepted: str) -> Way:
    """The best way that an Accept-Encoding header takes. Among equals it is the one that packs tightest."""
    wanted = parse_accept_header(accepted, Accept)
    ways: tuple[Way, ...] = ("br", "gzip")
    best = max(ways, key=wanted.quality)
    plain = max((weight for name, weight in wanted if name == IDENTITY), default=0.0)
    weight = wanted.quality(best)
    return best if weight and weight >= plain else IDENTITY


def is_worth_it(content_type: str, content: bytes) -> bool:
    return len(content) >= WORTH_IT and content_type.partition(";")[0] not in PACKED_ALREADY


def packed(content: bytes, way: Way, *, once: bool = False) -> bytes:
    """The content packed; 'once' says that hardly anybody will ask for the same."""
    match way:
        case "br":
            quality = ONCE_BROTLI_QUALITY if once else BROTLI_QUALITY
            return bytes(brotli(content, quality=quality, lgwin=BROTLI_WINDOW))
        case "gzip":
            # Its head would say when it was packed, and two servers send different bytes under one tag.
            return gzip(content, ONCE_GZIP_LEVEL if once else GZIP_LEVEL, mtime=0)
        case "identity":
            return content
