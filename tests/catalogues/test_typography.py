"""Typography: quotation marks, spaces, dashes and ends of sentences, as each language sets them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

import icu
import pytest

from offswitch import catalogues
from offswitch.folders import TRANSLATIONS
from offswitch.language import ENGLISH
from tests.catalogues.sentences import LANGUAGES, Sentence, said, sentences

NO_BREAK = "\u00a0\u202f"
QUOTES = set("“”„‟«»‹›‘‚‛")
APOSTROPHE = "’"
"""Also a closing quotation mark, in the languages that have it as one."""

GREETING = "Dear Sir or Madam,"
"""Languages end it as their letters do."""
CLOSING = "Yours faithfully,"


@dataclass(frozen=True)
class Rules:
    quotes: tuple[str, str, str, str]
    source: str
    no_break_before: tuple[str, ...] = ()
    no_break_after: tuple[str, ...] = ()
    spacing_source: str = ""
    question: str = "?"
    inverted: bool = False
    em_dash: bool = False
    never: dict[str, str] = field(default_factory=dict)


def read_rules() -> dict[str, Rules]:
    tables = tomllib.loads((TRANSLATIONS / "typography.toml").read_text(encoding="utf-8"))
    return {
        language: Rules(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
        )
        for language, table in tables.items()
    }


RULES = read_rules()


def faults(catalogue: tuple[Sentence, ...], rules: Rules) -> list[str]:
    return [
        f"{fault}: {form}"
        for each in catalogue
        for form in filter(None, each.forms)
        for check in (_marks, _quotes, _spaces, _letters)
        for fault in check(form, rules)
    ] + [
        f"ends otherwise than ‘{each.english[-30:]}’: {form}"
        for each in catalogue
        for form in filter(None, each.forms)
        if not _ends_alike(each, form, rules)
    ]


def _marks(form: str, rules: Rules) -> Iterator[str]:
    if found := sorted(set(form) & set("<>%\"'`´")):
        yield f"{' '.join(found)} has no place in a sentence"
    if "..." in form:
        yield "three dots instead of …"
    if re.search(r"(^|\s)-+(\s|$)|--", form):
        yield "a hyphen as a dash"
    if "—" in form and not rules.em_dash:
        yield "a long dash"
    if rules.question != "?" and "?" in form:
        yield f"a question mark that is not {rules.question}"
    if rules.inverted and (form.count("¿") != form.count("?") or form.count("¡") != form.count("!")):
        yield "a question or an exclamation that is not opened, or not closed"
    for pattern, why in rules.never.items():
        if re.search(pattern, form):
            yield why


def _quotes(form: str, rules: Rules) -> Iterator[str]:
    if strange := sorted((set(form) & QUOTES) - set(rules.quotes)):
        yield f"{' '.join(strange)} is no quotation mark of the language"
    for opening, closing in (rules.quotes[:2], rules.quotes[2:]):
        if APOSTROPHE in (opening, closing):
            uneven = form.count(opening) > form.count(closing)
        elif opening == closing:
            uneven = form.count(opening) % 2 != 0
        else:
            uneven = form.count(opening) != form.count(closing)
        if uneven:
            yield f"{opening} and {closing} do not pair"


def _spaces(form: str, rules: Rules) -> Iterator[str]:
    if form != form.strip() or re.search(r"\s\s", form):
        yield "a stray space"
    if re.search(r"[\t\n\r\u200b\u00ad]", form):
        yield "a control character"
    tight = "".join(each for each in ".,;:!?)" if each not in rules.no_break_before)
    if re.search(rf"\s[{re.escape(tight)}](\s|$)|\(\s", form):
        yield "a space before a mark that follows at once"
    for mark in rules.no_break_before:
        if re.search(rf"(^|[^{NO_BREAK}«(]){re.escape(mark)}(?!\d)", form):
            yield f"no no-break space before {mark}"
    for mark in rules.no_break_after:
        if re.search(rf"{re.escape(mark)}[^{NO_BREAK}]", form):
            yield f"no no-break space after {mark}"


def _letters(form: str, rules: Rules) -> Iterator[str]:
    """A Latin o in a Cyrillic word looks right, and is read out, found and spelt wrong."""
    for word in re.findall(r"[^\W\d_]+", form):
        if len({script for letter in word if (script := _script(letter))}) > 1:
            yield f"letters of two scripts in {word!r}"


def _script(letter: str) -> str | None:
    code = icu.Script.getScript(letter)
    name = code.getShortName()
    return None if name in {"Zyyy", "Zinh"} else name


def _ends_alike(each: Sentence, form: str, rules: Rules) -> bool:
    if each.english in (GREETING, CLOSING):
        return True
    english, end = _end(each.english), _end(form)
    wanted = {".": ".!", "!": ".!", "?": rules.question, ":": ":", ";": ";,·", ",": ",;·"}
    return end in wanted[english] if english in wanted else end not in ".!?:"


def _end(words: str) -> str:
    """The last mark, behind which a bracket or a quotation mark may be closed."""
    return words.rstrip(f"”“’‘»){NO_BREAK}")[-1:] or " "


def test_every_language_is_set_as_its_readers_set_it(language: str):
    found = faults(sentences(language), RULES[language])
    assert not found, "\n".join(found)


def test_the_english_is_set_as_its_readers_set_it():
    catalogue = tuple(
        Sentence(english, "", (english,))
        for message in catalogues.extracted()
        if message.id
        for english in (message.id if isinstance(message.id, tuple) else (message.id,))
    )
    found = faults(catalogue, RULES[ENGLISH])
    assert not found, "\n".join(found)


# fmt: off
CASES = [
    ("fr", "He said ‘yes.’", "Il a dit «\u202foui.\u202f»", ["Il a dit «\u202foui\u202f»"]),
    ("de", "“Yes”.", "„Ja“.", ["“Ja”.", "„Ja”.", "«Ja».", "„Ja.", "Ja“."]),
    ("de", "Inner ‘x’.", "Innen ‚x‘.", ["Innen ‘x’.", "Innen ‚x."]),
    ("de", "One, two.", "Eins, zwei.", ["Eins , zwei.", "Eins,  zwei.", " Eins, zwei.", "Eins, zwei. ", "Eins, zwei"]),
    ("de", "A, such as b.", "A, z.\u00a0B. b.", ["A, z. B. b.", "A, z.B. b.", "A – z. B. b."]),
    ("de", "That’s it.", "Das war’s.", ["Das war's.", "Das war´s.", "Das war`s."]),
    ("de", "A – b.", "A – b.", ["A - b.", "A -- b.", "A — b."]),
    ("de", "And so on.", "Und so weiter …!", ["Und so weiter ....", "Und so weiter …"]),
    ("de", "Which?", "Welche?", ["Welche.", "Welche", "Welche:"]),
    ("de", "These:", "Diese:", ["Diese.", "Diese"]),
    ("de", "100 percent", "100 Prozent", ["100 %", "100 Prozent."]),
    ("fr", "Which: “a”?", "Laquelle\u00a0: «\u202fa\u202f»\u202f?", ["Laquelle: «\u202fa\u202f»\u202f?", "Laquelle\u00a0: «a»\u202f?", "Laquelle\u00a0: « a »\u202f?", "Laquelle\u00a0: «\u202fa\u202f» ?", "Laquelle\u00a0: “a”?"]),
    ("fr", "At 12:30.", "À 12:30.", ["À 12:30 ."]),
    ("es", "Really?", "¿De verdad?", ["De verdad?", "¿De verdad."]),
    ("el", "Really?", "Αλήθεια;", ["Αλήθεια?", "Αλήθεια."]),
    ("el", "“Yes”.", "«Ναι».", ["„Ναι“.", "«Nαι»."]),
    ("bg", "A man.", "Мъж.", ["Mъж."]),
    ("ro", "He is.", "Și ține.", ["Şi ţine."]),
    ("sv", "“Yes”.", "”Ja”.", ["“Ja”.", "”Ja."]),
    ("hu", "“Yes”.", "„Igen”.", ["„Igen“.", "»Igen”."]),
    ("nl", "‘Yes’ and ‘no’.", "‘Ja’ en ‘nee’.", ["„Ja” en „nee”.", "‘Ja en ‘nee’."]),
    ("it", "“Yes”.", "«Sì».", ["„Sì“."]),
]
# fmt: on


@pytest.mark.parametrize(("code", "english", "right", "wrong"), CASES)
def test_a_fault_is_found(code: str, english: str, right: str, wrong: list[str]):
    assert faults(said(english, right), RULES[code]) == []
    for each in wrong:
        assert faults(said(english, each), RULES[code]), each


def test_a_fault_in_any_plural_form_is_found():
    assert faults(said("{n} step.", "{n} Schritt.", "{n} Schritte", plural="{n} steps."), RULES["de"])


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_quotation_marks_are_those_of_cldr_or_have_another_source(code: str):
    data, kinds = icu.LocaleData("pt_PT" if code == "pt" else code), icu.ULocaleDataDelimiterType
    cldr = (data.getDelimiter(kinds.QUOTATION_START), data.getDelimiter(kinds.QUOTATION_END))
    assert (cldr == RULES[code].quotes[:2]) == (RULES[code].source == "cldr"), cldr


def test_every_language_has_rules():
    assert {*LANGUAGES, ENGLISH} <= RULES.keys()
