"""Compression: the same bytes for the same answer, whichever server packs it and whenever."""

from flask import Flask, Response
from flask_compress import Compress

TIME = slice(4, 8)
"""Where the head of gzip says when it was packed (RFC 1952)."""


def init_app(app: Flask) -> None:
    # What is said first is done last: after Flask-Compress has packed.
    app.after_request(say_no_time)
    # Its zstd is fast, and leaves a page a tenth larger.
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    Compress(app)


def say_no_time(response: Response) -> Response:
    """A strong tag promises the same bytes: of two servers, and in two seconds."""
    if response.headers.get("Content-Encoding") == "gzip" and response.status_code == 200:
        packed = bytearray(response.get_data())
        packed[TIME] = bytes(4)
        response.set_data(bytes(packed))
    return response
