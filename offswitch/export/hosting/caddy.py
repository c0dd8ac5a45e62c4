"""Caddy: a Caddyfile for the files."""

from collections.abc import Iterable, Iterator

from offswitch.export.hosting.rules import (
    AREAS,
    CACHED,
    FOR_A_WHILE,
    IN_THE_BROWSER,
    NEVER,
    NOT_SERVED,
    Lead,
    Rules,
    Said,
    expression,
)
from offswitch.machines import FOR_EVER

FILE = """\
# The site as plain files. 'flask export' wrote this together with them, and writes it anew each time.
# 'root' says where the folder lies.
{{
	# Its words on a failed request quote the reader's address and query. The log below has the status.
	log {{
		exclude http
	}}
	admin off
}}

{site} {{
	root * /var/www/offswitch
	log {{
		output file /var/log/caddy/requests.log {{
			# A file a day. A line is gone after as many days as log_days tells readers.
			roll_at 00:00
			roll_keep_for {kept_hours}h
			roll_keep 100
			roll_size 10MiB
		}}
		# The whole request goes, address, query and headers; what may stay is added below.
		format filter {{
			request delete
			resp_headers delete
			user_id delete
			bytes_read delete
			wrap json {{
				time_format iso8601
			}}
		}}
	}}
	log_append method {{method}}
	log_append path {{path}}

	map {{query}} {{asked}} {{
		~^(.+)$ "?${{1}}"
		default ""
	}}
	# The mark in an address is of what the file holds: with it, the file may be kept for ever. By another
	# mark, another release asks.
{lasting}
	# The language of the page that says that there is nothing.
{language}
	# Other tags for the languages that there are.
{for_good}
	# Languages that there are not here; letters, which stand on the page in their language.
{for_now}
	# What moved or is gone, where nothing is there.
{moved}
{gone}
	route {{
{page}{kinds}
		@other not method GET HEAD
		header @other {{
			Allow "GET, HEAD"
			Cache-Control "{never}"
		}}
		respond @other 405

		@for_good vars_regexp {{for_good}} .
		header @for_good Cache-Control "{in_the_browser}"
		redir @for_good {{for_good}}{{asked}} 301
		@for_now vars_regexp {{for_now}} .
		header @for_now Cache-Control "{never}"
		redir @for_now {{for_now}}{{asked}} 302

		# What is for the host, or is only shown in the place of something else.
		@not_served path_regexp {not_served}
		error @not_served 404
		@hidden {{
			path_regexp /\\.
			not path /.well-known/*
		}}
		error @hidden 404
		# These lead to the same with a slash, if that is there.
		@without_slash path_regexp /[^/.]+$
		header @without_slash Cache-Control "{in_the_browser}"
		file_server {{
			precompressed br gzip
		}}
	}}

	handle_errors {{
		route {{
			@moved {{
				expression {{err.status_code}} == 404
				vars_regexp {{moved}} .
			}}
			header @moved Cache-Control "{in_the_browser}"
			redir @moved {{moved}}{{asked}} 308

{missing}			@gone {{
				expression {{err.status_code}} == 404
				vars_regexp {{gone}} .
			}}
			handle @gone {{
				rewrite * /{{language}}/404.html
				file_server {{
					precompressed br gzip
					status 410
				}}
			}}
			handle {{
				rewrite * /{{language}}/404.html
				file_server {{
					precompressed br gzip
				}}
			}}
		}}
	}}
}}
"""


def caddyfile(rules: Rules) -> str:
    right, letters = [(rules.right, "")], _written(rules.leads_of_letters)
    return FILE.format(
        site=rules.host if rules.settings.is_https else f"http://{rules.host}",
        lasting=_map("{uri}", "lasting", _lasting(rules), FOR_A_WHILE),
        language=_map("{path}", "language", _languages(rules), rules.default),
        for_good=_map("{path}", "for_good", [*right, *_written(rules.leads_for_good)]),
        for_now=_map("{path}", "for_now", [*letters, *right, *_written(rules.leads_for_now)]),
        moved=_map("{path}", "moved", _written(rules.moved)),
        gone=_map("{path}", "gone", ((gone, "1") for gone in rules.gone)),
        page=_header("", rules.page, (), 2),
        kinds="".join(_kinds(rules)),
        missing=_header(
            "", {**rules.page, CACHED: NEVER}, [name for name in rules.names if name not in rules.page], 3
        ),
        kept_hours=24 * max(rules.settings.log_days - 1, 1),
        never=NEVER,
        in_the_browser=IN_THE_BROWSER,
        not_served=_quoted(NOT_SERVED),
    )


def _map(of: str, name: str, entries: Iterable[tuple[str, str]], default: str = "") -> str:
    lines = "".join(f"\t\t{_quoted('~' + found)} {_quoted(value)}\n" for found, value in entries)
    return f"\tmap {of} {{{name}}} {{\n{lines}\t\tdefault {_quoted(default)}\n\t}}\n"


def _quoted(text: str) -> str:
    """Nothing in a backquoted word has a meaning of its own. None of ours holds a backquote."""
    return f"`{text}`"


def _header(matcher: str, said: Said, unsaid: Iterable[str], depth: int) -> str:
    inside, around = "\t" * (depth + 1), "\t" * depth
    lines = [*(f"{name} {_quoted(value)}" for name, value in said.items()), *(f"-{name}" for name in unsaid)]
    return f"{around}header {matcher}{{\n" + "".join(f"{inside}{line}\n" for line in lines) + f"{around}}}\n"


def _kinds(rules: Rules) -> Iterator[str]:
    for number, (pattern, said) in enumerate(rules.kinds.items()):
        different = {name: value for name, value in said.items() if rules.page.get(name) != value}
        unsaid = [name for name in rules.page if name not in said]
        if pattern.startswith("/static/"):
            different[CACHED] = "{lasting}"
        if different or unsaid:
            yield f"\t\t@kind_{number} path_regexp {_quoted(expression(pattern))}\n"
            yield _header(f"@kind_{number} ", different, unsaid, 2)


def _lasting(rules: Rules) -> Iterator[tuple[str, str]]:
    yield from ((expression(address), FOR_EVER) for address in rules.marked)
    yield r"\?", NEVER


def _languages(rules: Rules) -> Iterator[tuple[str, str]]:
    return ((f"^(?:{AREAS})?/{language}(?:/|$)", language) for language in rules.languages)


def _written(leads: Iterable[Lead]) -> Iterator[tuple[str, str]]:
    return ((lead.expression, lead.written("${#}")) for lead in leads)
