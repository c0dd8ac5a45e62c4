"""nginx: a site for the files, to be copied to the host's sites."""

from collections.abc import Iterable, Iterator

from offswitch.export.hosting.rules import (
    AREAS,
    CACHED,
    IN_THE_BROWSER,
    KIND,
    NEVER,
    NOT_SERVED,
    Lead,
    Rules,
    expression,
)
from offswitch.machines import FOR_EVER

MAPS = """\
# The site as plain files. 'flask export' wrote this together with them, and writes it anew each time.
# 'root' says where the folder lies, the lines on the certificate where that is.

# The address as it was sent, without the query.
map $request_uri $offswitch_sent {{
    default "";
    "~^(?<offswitch_sent_path>[^?#]*)" $offswitch_sent_path;
}}

# No network address, no query, no referrer, no user agent.
log_format offswitch_files escape=json
    '{{"time": "$time_iso8601", "method": "$request_method", "path": "$offswitch_sent", '
    '"status": $status, "seconds": $request_time, "bytes": $body_bytes_sent}}';

# What is said of a file. All of it is added in one place, as nginx drops what stands further up.
{headers}

# The mark in an address is of what the file holds: with it, the file may be kept for ever. By another
# mark, another release asks.
{lasting}

# Only what is there may be kept, and by browsers where it is.
map $status $offswitch_cache_control {{
    default "{never}";
    "~^(?:200|206|304)$" $offswitch_lasting;
    "~^(?:301|308)$" "{in_the_browser}";
}}

map $status $offswitch_allow {{
    default "";
    405 "GET, HEAD";
}}

# The language of the page that says that there is nothing.
{language}

# Other tags for the languages that there are.
{for_good}

# Languages that there are not here; letters, which stand on the page in their language.
{for_now}

# What moved or is gone, where nothing is there.
{moved}
{gone}

"""

TO_HTTPS = """\
server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    server_tokens off;

    access_log off;
    error_log  /var/log/offswitch/errors.log emerg;

    # Where certbot and its like put what the certificate's issuer asks for.
    location /.well-known/acme-challenge/ {{
        root /var/www/html;
    }}
    location / {{
        return 301 https://{host}$request_uri;
    }}
}}

"""

TLS = """\
    # From nginx 1.25.1 on, 'http2 on;' is the newer way to say it. Both work.
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    server_name {host};
    server_tokens off;

    ssl_certificate     /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
    ssl_protocols       TLSv1.2 TLSv1.3;
    ssl_session_cache   shared:offswitch_files:1m;
    ssl_session_tickets off;
"""

PLAIN_HTTP = """\
    listen 80;
    listen [::]:80;
    server_name {host};
    server_tokens off;
"""

SITE = """\
server {{
{listen}
    access_log /var/log/offswitch/requests.log offswitch_files;
    # Entries below this level quote the reader's address and the whole request. The log above has the status.
    error_log  /var/log/offswitch/errors.log emerg;

    root /var/www/offswitch;
    index index.html;
    absolute_redirect off;
    # The site takes nothing in.
    client_max_body_size 1k;

    # Each text lies there compressed. In Debian, brotli is in the package libnginx-mod-http-brotli-static:
    # with it, take the mark of a comment away.
    gzip_static on;
    # brotli_static on;
    gzip_vary on;

    types {{
{types}    }}
    default_type application/octet-stream;

{said}
    if ($request_method !~ "^(?:GET|HEAD)$") {{
        return 405;
    }}
    if ($offswitch_for_good) {{
        return 301 $offswitch_for_good$is_args$args;
    }}
    if ($offswitch_for_now) {{
        return 302 $offswitch_for_now$is_args$args;
    }}

    # What is for the host, or is only shown in the place of something else.
    location ~ "{not_served}" {{
        internal;
    }}
    location ~ "/\\.(?!well-known/)" {{
        return 404;
    }}
{other_types}
    recursive_error_pages on;
    error_page 404 @nothing;
    # A folder that is no page.
    error_page 403 =404 @nothing;
    error_page 410 @gone;
    location @nothing {{
        if ($offswitch_moved) {{
            return 308 $offswitch_moved$is_args$args;
        }}
        if ($offswitch_gone) {{
            return 410;
        }}
        try_files /$offswitch_language/404.html =500;
    }}
    location @gone {{
        try_files /$offswitch_language/404.html =500;
    }}
}}
"""


def nginx_site(rules: Rules) -> str:
    common, other = _types(rules)
    right, letters = [(rules.right, "")], _written(rules.leads_of_letters)
    maps = MAPS.format(
        headers="\n".join(_map(_variable(name), rules.page.get(name, ""), _by_path(rules, name))
                          for name in _differing(rules)),
        lasting=_map("offswitch_lasting", rules.page[CACHED], _lasting(rules), of="$uri$is_args$args"),
        never=NEVER,
        in_the_browser=IN_THE_BROWSER,
        language=_map("offswitch_language", rules.default, _languages(rules)),
        for_good=_map("offswitch_for_good", "", [*right, *_written(rules.leads_for_good)]),
        for_now=_map("offswitch_for_now", "", [*letters, *right, *_written(rules.leads_for_now)]),
        moved=_map("offswitch_moved", "", _written(rules.moved)),
        gone=_map("offswitch_gone", "", ((gone, "1") for gone in rules.gone)),
    )  # fmt: skip
    host = rules.host.partition(":")[0]
    listen = (TLS if rules.settings.is_https else PLAIN_HTTP).format(host=host)
    site = SITE.format(
        listen=listen,
        types="".join(f'        "{kind}" {ending};\n' for ending, kind in common.items()),
        said="".join(_added(rules)),
        not_served=NOT_SERVED,
        other_types="".join(_location(pattern, kind) for pattern, kind in other.items()),
    )
    return maps + (TO_HTTPS.format(host=host) if rules.settings.is_https else "") + site


def _map(name: str, default: str, entries: Iterable[tuple[str, str]], of: str = "$uri") -> str:
    lines = "".join(f'    "~{found}" {_quoted(value)};\n' for found, value in entries)
    return f"map {of} ${name} {{\n    default {_quoted(default)};\n{lines}}}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _variable(header: str) -> str:
    return f"offswitch_{header.lower().replace('-', '_')}"


def _differing(rules: Rules) -> list[str]:
    return [name for name in rules.names if name not in {CACHED, KIND} and any(rules.values(name))]


def _by_path(rules: Rules, name: str) -> Iterator[tuple[str, str]]:
    return ((expression(pattern), value) for pattern, value in rules.values(name))


def _lasting(rules: Rules) -> Iterator[tuple[str, str]]:
    for address in rules.marked:
        yield expression(address), FOR_EVER
    yield r"^/static/.*\?", NEVER
    for pattern, value in rules.values(CACHED):
        yield expression(pattern).removesuffix("$") + r"(?:\?|$)", value


def _languages(rules: Rules) -> Iterator[tuple[str, str]]:
    return ((f"^(?:{AREAS})?/{language}(?:/|$)", language) for language in rules.languages)


def _written(leads: Iterable[Lead]) -> Iterator[tuple[str, str]]:
    return ((lead.expression, lead.written("$#")) for lead in leads)


def _added(rules: Rules) -> Iterator[str]:
    differing = _differing(rules)
    for name in rules.names:
        if name in differing:
            yield f"    add_header {name} ${_variable(name)} always;\n"
        elif name not in {CACHED, KIND}:
            yield f"    add_header {name} {_quoted(rules.page[name])} always;\n"
    yield f"    add_header {CACHED} $offswitch_cache_control always;\n"
    yield "    add_header Allow $offswitch_allow always;\n"


def _types(rules: Rules) -> tuple[dict[str, str], dict[str, str]]:
    """The kind of file by the ending of its name, and by pattern where that is not enough."""
    common = {"html": rules.page[KIND]}
    for pattern, kind in rules.values(KIND):
        common.setdefault(_ending(pattern), kind)
    other = {pattern: kind for pattern, kind in rules.values(KIND) if common[_ending(pattern)] != kind}
    return common, other


def _ending(pattern: str) -> str:
    return pattern.rpartition(".")[2]


def _location(pattern: str, kind: str) -> str:
    return f"""    location ~ "{expression(pattern)}" {{
        types {{ }}
        default_type "{kind}";
    }}
"""
