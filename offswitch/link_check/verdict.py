"""Verdict: what an answer means for a link. Asks nothing itself."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from offswitch.link_check.asking import Answer
from offswitch.link_check.outside import OutsideLink
from offswitch.link_check.page import Page


class Verdict(StrEnum):
    """What became of a link."""

    UNREACHABLE = "unreachable"
    HTTP_ERROR = "http-error"
    SOFT_404 = "soft-404"
    MOVED = "moved"
    OTHER_TITLE = "other-title"
    LOGIN_WALL = "login-wall"
    UNSEEN = "unseen"
    FINE = "fine"


NO_FAILURE = frozenset({Verdict.FINE, Verdict.LOGIN_WALL, Verdict.UNSEEN})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found at a link."""

    link: OutsideLink
    verdict: Verdict
    reason: str
    answer: Answer

    @property
    def is_wrong(self) -> bool:
        return self.verdict not in NO_FAILURE


UNAUTHORIZED = 401
REFUSALS = frozenset({403, 429, 999})
"""What sites answer to programs, also where they show people the page. 999 is no standard, and is in use."""

LOGIN_HOSTS = frozenset({"login", "signin", "auth", "accounts", "sso"})
LOGIN_PATHS = frozenset({"login", "signin", "logon", "authwall", "authorize", "auth", "sso"})
ERROR_PATHS = frozenset({"404", "error", "errors", "error404", "404error", "notfound", "pagenotfound"})
ERROR_WORDS = (
    "404 not found", "404 error", "error 404", "http 404",
    "erreur 404", "fehler 404", "errore 404", "erro 404", "fout 404",
    "not found", "cannot be found", "can t be found", "could not be found", "couldn t be found", "can t find",
    "page not available", "page isn t available", "content isn t available", "page unavailable",
    "page doesn t exist", "page does not exist", "page no longer exists",
    "nicht gefunden", "seite nicht verfügbar", "seite existiert nicht", "inhalt nicht verfügbar",
    "page introuvable", "page non trouvée", "page n existe pas", "page n existe plus", "page indisponible",
    "pagina non trovata", "pagina inesistente", "pagina non esiste", "pagina non disponibile",
    "página no encontrada", "página no existe", "página no disponible",
    "página não encontrada", "página não existe", "página não disponível",
    "pagina niet gevonden", "pagina bestaat niet", "niet gevonden",
    "nie znaleziono", "strona nie istnieje", "strona nie została znaleziona",
    "sidan hittades inte", "sidan kunde inte hittas", "sidan finns inte",
    "siden blev ikke fundet", "siden findes ikke",
    "siden ble ikke funnet", "siden finnes ikke", "fant ikke siden",
    "sivua ei löydy", "sivua ei löytynyt", "síðan fannst ekki", "síða fannst ekki",
    "stránka nenalezena", "stránka nebyla nalezena", "stránka neexistuje",
    "stránka sa nenašla", "stránka nebola nájdená",
    "az oldal nem található", "a keresett oldal nem található",
    "pagina nu a fost găsită", "pagina nu există", "страницата не е намерена", "страницата не съществува",
    "η σελίδα δεν βρέθηκε", "stranica nije pronađena", "stranica ne postoji",
    "strani ni mogoče najti", "stran ne obstaja",
    "lehte ei leitud", "lapa nav atrasta", "puslapis nerastas",
)  # fmt: skip
"""How pages say in their title or heading that they are not there, as _words() leaves it."""


def judge(link: OutsideLink, answer: Answer) -> tuple[Verdict, str]:
    """What the answer means for the link, and why."""
    by_way = f" (after a redirect to {answer.final})" if not _is_same(link.address, answer.final) else ""
    if answer.failure or answer.status is None:
        return Verdict.UNREACHABLE, f"{answer.failure}{by_way}"
    if answer.status == UNAUTHORIZED:
        return Verdict.LOGIN_WALL, f"wants a login: status 401{by_way}"
    if answer.status in REFUSALS:
        return Verdict.UNSEEN, f"turns programs away: status {answer.status}{by_way}"
    if not 200 <= answer.status < 300:
        return Verdict.HTTP_ERROR, f"status {answer.status}{by_way}"
    if answer.page is None:
        return _judge_file(link, answer)
    return _judge_page(link, answer, answer.page)


def _judge_file(link: OutsideLink, answer: Answer) -> tuple[Verdict, str]:
    if not _is_same(link.address, answer.final):
        return Verdict.MOVED, f"now leads to {answer.final} ({answer.kind})"
    return Verdict.FINE, f"answers; what is no page ({answer.kind}) has no title to compare"


def _judge_page(link: OutsideLink, answer: Answer, page: Page) -> tuple[Verdict, str]:
    same = _is_same(link.address, answer.final)
    known = any(_is_titled(page, title) for title in link.titles)
    seen = f"‘{page.titles[0]}’" if page.titles else "none"
    if not known and (sign := _sign_of_absence(link.address, answer.final, page)):
        return Verdict.SOFT_404, sign
    if not same and _is_login(link.address, answer.final):
        return Verdict.LOGIN_WALL, f"leads to {answer.final}"
    if not known and page.asks_for_password:
        return Verdict.LOGIN_WALL, "asks for a password" + ("" if same else f" at {answer.final}")
    if not same and link.sign_in:
        return Verdict.LOGIN_WALL, f"whoever is not signed in is led to {answer.final}"
    if not same:
        title = "has the recorded title" if known else f"is titled {seen}"
        return Verdict.MOVED, f"now leads to {answer.final}, which {title}"
    if not known and not page.has_words:
        return Verdict.UNSEEN, f"is empty before scripts run; its title: {seen}"
    if link.titles and not known:
        recorded = ", ".join(f"‘{title}’" for title in link.titles)
        return Verdict.OTHER_TITLE, f"its title: {seen}; recorded: {recorded}"
    if link.sign_in:
        return Verdict.UNSEEN, "answers, but what it shows to somebody signed in is not known"
    return Verdict.FINE, "has the recorded title" if known else "answers"


def _sign_of_absence(address: str, final: str, page: Page) -> str | None:
    """Why a page that answers as if all were well is not the one that was asked for."""
    for title in page.titles:
        words = _words(title)
        if (
            words == "404"
            or words.startswith("404 ")
            or any(f" {said} " in f" {words} " for said in ERROR_WORDS)
        ):
            return f"it says ‘{title}’"
    asked, reached = urlsplit(address), urlsplit(final)
    if not _is_same(address, final) and ERROR_PATHS & {_bare(segment) for segment in _path(reached)}:
        return f"leads to {final}"
    if _path(asked) and not _path(reached) and _host(asked) == _host(reached) and not reached.query:
        return f"leads to the front page, {final}"
    return None


def _is_login(address: str, final: str) -> bool:
    """Whether the final address is a door before the one that was asked for."""
    asked, reached = urlsplit(address), urlsplit(final)
    if (reached.hostname or "").split(".")[0] in LOGIN_HOSTS and asked.hostname != reached.hostname:
        return True
    if LOGIN_PATHS & {_bare(segment) for segment in _path(reached)}:
        return True
    # 'next=…', 'continue=…': it will bring people back. So do pages that ask for consent.
    return any(_leads_back(asked, urlsplit(unquote(value))) for _, value in parse_qsl(reached.query))


def _leads_back(asked: SplitResult, back: SplitResult) -> bool:
    if back.netloc:
        return _host(asked) == _host(back) and _path(asked) == _path(back)
    return bool(_path(asked)) and back.path.startswith("/") and _path(asked) == _path(back)


def _is_same(address: str, final: str) -> bool:
    """Whether a browser would be at the same place, whatever was added on the way."""
    asked, reached = urlsplit(address), urlsplit(final)
    return (
        asked.scheme == reached.scheme
        and _host(asked) == _host(reached)
        and _path(asked) == _path(reached)
        and set(parse_qsl(asked.query)) <= set(parse_qsl(reached.query))
    )


def _host(address: SplitResult) -> str:
    """Name and port, as far as they matter. Also of addresses that no browser would open."""
    return address.netloc.rpartition("@")[2].casefold().removeprefix("www.").removesuffix(":443")


LANGUAGE = re.compile(r"[a-z]{2}([-_][a-z]{2})?", re.IGNORECASE)


def _path(address: SplitResult) -> tuple[str, ...]:
    """The parts of the path, without a language before them: sites put that in by themselves."""
    parts = tuple(part for part in unquote(address.path).casefold().split("/") if part)
    return parts[1:] if parts and LANGUAGE.fullmatch(parts[0]) else parts


def _bare(segment: str) -> str:
    """'Sign-In.php' as 'signin'."""
    return re.sub(r"[-_]", "", segment.casefold().split(".")[0])


def _is_titled(page: Page, recorded: str) -> bool:
    """Whether the page still bears the title. Sites add their name to it, or cut it short."""
    wanted = f" {_words(recorded)} "
    for title in page.titles:
        shown = f" {_words(title)} "
        if wanted in shown or (len(shown.split()) > 2 and shown in wanted):
            return True
    return False


def _words(title: str) -> str:
    """The words alone: typography and case do not make another title."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"\w+", folded))
