"""Tricks: ways of writing a path by which sites have led readers elsewhere, and what a browser makes of an answer."""

import re
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

EVIL = "evil.example"
HERE = "https://offswitch.example"

TRICKS = [
    f"//{EVIL}",
    f"//{EVIL}/",
    f"///{EVIL}/en/",
    f"//{EVIL}/..;/",
    f"//{EVIL}//en",
    f"//{EVIL}@localhost/",
    f"//localhost@{EVIL}/en",
    f"/\\{EVIL}",
    f"/\\/{EVIL}/en",
    f"\\\\{EVIL}",
    f"/%5c{EVIL}/en",
    f"/%5c%5c{EVIL}",
    f"/%2f{EVIL}",
    f"/%2F%2f{EVIL}/",
    f"/%252f{EVIL}",
    f"/%09/{EVIL}",
    f"/%0a/{EVIL}",
    f"/%0d%0aLocation:%20https://{EVIL}",
    f"/.//{EVIL}",
    f"/..//{EVIL}",
    f"/en/..//{EVIL}",
    f"/en/%2e%2e//{EVIL}",
    f"/en/..%2f..%2f/{EVIL}",
    f"/;/{EVIL}",
    f"/;@{EVIL}",
    f"/@{EVIL}",
    f"/de-AT//{EVIL}/",
    f"/de-AT//{EVIL}",
    f"/de-AT/%2f%2f{EVIL}/",
    f"/de-AT/%5c{EVIL}/",
    f"/de-AT/..//{EVIL}/",
    f"/de-//{EVIL}/",
    f"/DE//{EVIL}//en/",
    f"/partial//{EVIL}",
    f"/partial/de-AT//{EVIL}/",
    f"/embed/de-AT//{EVIL}/",
    f"/api/1/de-AT//{EVIL}/guides.json",
    f"/go//{EVIL}",
    f"/go/linkedin-ai/%2f%2f{EVIL}/settings",
    f"/en/linkedin-ai//{EVIL}",
    f"/en/linkedin-ai/%2f%2f{EVIL}/",
    f"/en/linkedin-ai/at//{EVIL}/..",
    f"http://{EVIL}/de-AT/",
    f"http://{EVIL}//en",
    f"https:{EVIL}",
    EVIL,
    "/en/%00",
    "/%00/en/",
    "/en/about%00/",
    "/en/%c0%ae%c0%ae/",
    "/%c0%ae%c0%ae%c0%af%c0%ae%c0%ae%c0%afetc/passwd",
    "/%e0%80%ae/",
    "/en/%ff",
    "/en/%u002e%u002e/",
    "/static/..%2f..%2fapp.py",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static/....//app.py",
    "/static/..%5c..%5capp.py",
    "/static/%252e%252e/app.py",
    "/EN/",
    "/eN/LinkedIn-AI/",
    "/En/about",
    "/en;x=1/",
    "/en/;/about/",
    "/en/about;.css",
    "/en/about/x.css",
    "/en/about%2fx.css",
    "/en//about//",
    "/en/./about/",
    "/en/about/../privacy/",
    "/en\\about\\",
    "/en/%",
    "/en/%zz/",
    "/" + "x" * 3500,
    "/" + "\\" * 3500,
    "/de-" + "x" * 3500 + "/",
    "/" + "%2e%2e/" * 500,
    "/" * 3000,
    "/en/" + "linkedin-ai/" * 250,
]  # fmt: skip

CLEAN = re.compile(r"/|(/[a-z0-9-]+(\.[a-z0-9-]+)*)+/?")


A_PAGE = "takes it for a page"


def lands(location: str) -> str:
    """The whole address that a browser goes to, by the WHATWG's rules for addresses."""
    seen = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(0x21)))))
    path, mark, query = seen.partition("?")
    return urljoin(HERE, path.replace("\\", "/") + mark + query)


def faults(target: str, status: int, headers: dict[str, str]) -> list[str]:
    """What is wrong with the answer to a trick; the headers by their names in lower case."""
    found = []
    if status not in {200, 301, 302, 308, 400, 404, 410, 414}:
        found.append(f"answers {status}")
    if status == 200 and not CLEAN.fullmatch(decoded(target)):
        found.append(A_PAGE)
    location = headers.get("location")
    if (300 <= status < 400) != (location is not None):
        found.append(f"answers {status} and leads to {location}")
    if location is not None:
        if not re.fullmatch(r"/(?![/\\])[!-~]*", location):
            found.append(f"leads to {location!r}")
        if urlsplit(lands(location))[:2] != urlsplit(HERE)[:2]:
            found.append(f"leads a browser to {lands(location)}")
    return found


def decoded(target: str) -> str:
    """The path that a server understands."""
    path = re.sub(r"^[a-z]+://[^/]*", "", target.partition("?")[0].partition("#")[0])
    return unquote_to_bytes(path).decode("utf-8", "replace")
