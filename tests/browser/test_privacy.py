"""Privacy: a visit asks nobody else, keeps nothing in the browser, and tells the server only the address.

Every other browser test checks this too, when its reader leaves; here it is the subject.
"""

import pytest

from .conftest import NewReader
from .pages import GUIDE, country, guide, step, words
from .reader import STORED, Reader


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visitor(new_reader: NewReader, request: pytest.FixtureRequest) -> Reader:
    """Someone who has been through the whole wizard."""
    reader = new_reader(java_script_enabled=request.param)
    wire = reader.context.new_cdp_session(reader.page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSentExtraInfo", lambda event: reader.sent.append(event["headers"]))
    say = words("de")
    reader.open("/")
    reader.open("/de/")
    reader.link(say(guide().title)).click()
    reader.link(say("Start")).click()
    reader.link(country("de", "at")).click()
    reader.link(say("Next: look at your content")).click()
    reader.is_at(step("de", "review"))
    reader.box("posts").check()
    reader.button(say("Next: switch it off")).click()
    reader.is_at(step("de", "settings", query="?have=posts"))
    reader.choose_language("English")
    reader.is_at(step("en", "settings", query="?have=posts"))
    reader.link("Next: check that it is off").click()
    reader.is_at(step("en", "checklist", query="?have=posts"))
    reader.box("task-switch-off").check()
    if not request.param:
        reader.button("Keep my ticks").click()
    reader.is_at(step("en", "checklist", query="?have=posts&done=task-switch-off"))
    reader.page.go_back()
    reader.is_at(
        step("en", "settings", query="?have=posts")
        if request.param
        else step("en", "checklist", query="?have=posts")
    )
    for page in ("about", "privacy", "accessibility"):
        reader.open(f"/en/{page}/")
    return reader


def test_nobody_else_is_asked(visitor: Reader) -> None:
    assert len(visitor.requests) > 10
    assert {request.url.split("/")[2] for request in visitor.requests} == {
        visitor.base.removeprefix("http://")
    }


def test_nothing_is_kept_in_the_browser(visitor: Reader) -> None:
    kept = visitor.page.evaluate(STORED)
    assert set(kept) == {"local", "session", "databases", "caches", "workers", "cookie"}
    assert not any(kept.values()), kept
    assert visitor.context.cookies() == []
    state = visitor.context.storage_state(indexed_db=True)
    assert state == {"cookies": [], "origins": []}


def test_only_get_is_used_and_no_body_is_sent(visitor: Reader) -> None:
    assert {request.method for request in visitor.requests} == {"GET"}
    assert not [request.url for request in visitor.requests if request.post_data]


def test_the_server_is_told_the_address_and_nothing_of_where_the_reader_was(visitor: Reader) -> None:
    assert len(visitor.sent) > 10
    names = {name.lower() for headers in visitor.sent for name in headers}
    assert "user-agent" in names
    assert not names & {"referer", "cookie", "hx-current-url", "hx-source", "hx-target", "hx-boosted"}


def test_the_browser_has_nothing_to_complain_about(visitor: Reader) -> None:
    visitor.met_nothing_wrong()


def test_a_link_to_the_service_tells_it_nothing_and_keeps_our_page(new_reader: NewReader) -> None:
    reader = new_reader()
    reader.open(step("en", "settings", query="?have=posts"))
    links = reader.page.locator("a[href^='http']")
    assert links.count() > 10
    for link in links.all():
        assert link.get_attribute("target") == "_blank", link.get_attribute("href")
        assert set(link.get_attribute("rel").split()) >= {"noopener", "noreferrer"}
    for link in reader.page.locator("main a.outside").all():
        assert "opens a new tab" in link.text_content()
    assert reader.page.evaluate("document.featurePolicy?.allowsFeature('geolocation') ?? false") is False
    assert f"/{GUIDE}/" in reader.address


def test_what_breaks_the_policy_is_seen_by_these_tests(new_reader: NewReader) -> None:
    """The watch works: an inline style, a script and a stranger are complained about, and asked of nobody."""
    reader = new_reader()
    reader.open("/en/")
    reader.page.evaluate(
        """() => {
          document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p><img src="http://127.0.0.1:9/x.png">');
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
        }"""
    )
    with pytest.raises(AssertionError, match="Content Security Policy"):
        reader.met_nothing_wrong()
    assert not reader.page.evaluate("window.ran")
    reader.excuse("Content Security Policy")
    reader.requests[:] = [request for request in reader.requests if request.url.startswith(reader.base)]
