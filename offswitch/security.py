"""Security: the headers that every answer carries, and the methods and hosts that get one at all."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, Request, Response, abort, redirect, request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from offswitch import addresses
from offswitch.settings import THIS_MACHINE, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

DENIED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)

PERMISSIONS_POLICY = ", ".join(
    (*(f"{feature}=()" for feature in DENIED_FEATURES), "clipboard-write=(self)", "web-share=(self)")
)

HEADERS: dict[str, str | None] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}

Exceptions = tuple[tuple[re.Pattern[str], Mapping[str, str | None]], ...]
"""Patterns of paths with the headers that differ there; None leaves one out."""

FOR_OTHER_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}
FOR_PROGRAMS = FOR_OTHER_SITES | {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
}

STRICT_TRANSPORT = "max-age=63072000"


def exceptions(settings: Settings) -> Exceptions:
    """What other sites may do with which answers, by path. Nothing else departs from HEADERS."""
    return (
        (_below(addresses.EMBED), for_frames(settings)),
        (re.compile(r"/static/embed\.(css|js)"), FOR_OTHER_SITES),
        (re.compile(r".*/(card\.png|qr\.(svg|png))", re.DOTALL), FOR_OTHER_SITES),
        (_below(addresses.PROGRAMS), FOR_PROGRAMS),
        (re.compile(addresses.OEMBED), FOR_PROGRAMS),
        (re.compile(rf".*/{re.escape(addresses.OEMBED_OF_STEP)}", re.DOTALL), FOR_PROGRAMS),
    )


def _below(folder: str) -> re.Pattern[str]:
    return re.compile(f"{folder}/.*", re.DOTALL)


def for_frames(settings: Settings) -> dict[str, str | None]:
    """Any site may frame it. A sandbox takes the page's origin away, so the policy names the site's too."""
    ours = f"'self' {settings.origin}"
    policy = (
        "default-src 'none'",
        f"script-src {ours}",
        f"style-src {ours}",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
    return {**FOR_OTHER_SITES, "Content-Security-Policy": "; ".join(policy), "X-Frame-Options": None}


class TolerantRequest(Request):
    """A request that what watches over the server may send by any name, such as its container's address."""

    def __init__(self, environ: "WSGIEnvironment", *args: Any, **kwargs: Any) -> None:
        if environ.get("PATH_INFO") == addresses.HEALTH:
            environ = {**environ, "HTTP_HOST": THIS_MACHINE[0]}
        super().__init__(environ, *args, **kwargs)


def headers_of(path: str, table: Exceptions) -> dict[str, str]:
    special = next((headers for pattern, headers in table if pattern.fullmatch(path)), {})
    return {name: value for name, value in {**HEADERS, **special}.items() if value is not None}


def init_app(app: Flask, settings: Settings) -> None:
    app.request_class = TolerantRequest
    if depth := settings.proxies:
        # Of all that proxies say, only this: where the reader is from is nobody's business.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=depth, x_host=depth)  # type: ignore[method-assign]
    # No SECRET_KEY, on purpose: without one Flask refuses to write a session,
    # so neither our code nor an extension can ever set a cookie.
    app.config.update(
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        WTF_CSRF_ENABLED=False,  # nothing can be changed, and a token would need a cookie
        WTF_I18N_ENABLED=False,  # the forms have no messages of their own to translate
        PROVIDE_AUTOMATIC_OPTIONS=False,
        MAX_CONTENT_LENGTH=0,
    )

    table = exceptions(settings)

    @app.before_request
    def refuse_other_methods() -> None:
        if request.method not in {"GET", "HEAD"}:
            abort(405, valid_methods=["GET", "HEAD"])

    @app.before_request
    def lead_to_one_slash() -> AnyResponse | None:
        """Else every page would have any number of addresses, and caches would keep each."""
        is_refused = isinstance(request.routing_exception, SecurityError)
        if is_refused or not request.environ["PATH_INFO"].startswith("//"):
            return None
        query = request.query_string.decode("ascii")
        return redirect(quote(request.path) + (f"?{query}" if query else ""), 308)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(headers_of(request.path, table))
        if response.location:
            # A redirect stays on the site, whatever host or scheme the request claimed. Its text would
            # repeat the claim, and caches keep it.
            response.location = "/" + response.location.removeprefix(request.host_url).lstrip("/")
            response.set_data(b"")
        if settings.is_https:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        return response
