# Varnish between Offswitch and what does TLS. docs/host-it.md says how to start it.
vcl 4.1;

import std;

backend offswitch {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = {
        .url = "/healthz";
        .interval = 1s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

sub vcl_recv {
    # No answer depends on these, and nobody behind needs the reader's address.
    unset req.http.Cookie;
    unset req.http.Authorization;
    unset req.http.X-Forwarded-For;
    unset req.http.Forwarded;

    # One key for one page: no port, no made-up spelling of the path, one order of the answers.
    set req.http.Host = regsub(req.http.Host, ":\d+$", "");
    if (req.url ~ "^[^?]*[%#]") {
        return (pass);
    }
    set req.url = std.querysort(req.url);

    # Browsers say what they can unpack in a hundred ways. There are three kinds of answer.
    if (req.http.Accept-Encoding ~ "(?i)(^|,)\s*br\s*(,|$|;\s*q=(1|0\.0*[1-9]))") {
        set req.http.Accept-Encoding = "br";
    } elsif (req.http.Accept-Encoding ~ "(?i)(^|,)\s*gzip\s*(,|$|;\s*q=(1|0\.0*[1-9]))") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }

    # What is too old is shown for a minute at most, while it is fetched; for longer only if the site is away.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 60s;
    }
}

sub vcl_backend_response {
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    # As long as the site allows: a day, never past the midnight on which a sentence turns.
    set beresp.grace = std.duration(
        regsub(beresp.http.Cache-Control, "^.*stale-if-error=(\d+).*$", "\1s"), 0s);
    # Pages without answers have a place of their own, which made-up queries cannot fill.
    if (bereq.url ~ "\?" && bereq.url !~ "^/static/") {
        set beresp.storage = storage.answers;
    } else {
        set beresp.storage = storage.pages;
    }
}
