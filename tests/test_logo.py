"""Logo: the operator's picture in the head of every page. What would do more than show is refused by name."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from offswitch.logo import HEIGHT, LARGEST, WIDTH, read_logo
from offswitch.settings import Settings, SettingsError
from tests.conftest import PUBLIC, Serve
from tests.house import header_complaints

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{}</svg>'
GOOD = SVG.format('<rect id="a" width="40" height="20" fill="#7a0a5c"/><use href="#a"/>')


def png(width: int = 60, height: int = 30, **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#7a0a5c").save(file, "PNG", **options)
    return file.getvalue()


def settings_with(folder: Path, name: str, content: bytes | str) -> Settings:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return PUBLIC.model_copy(update={"folder": folder, "logo": name})


@pytest.mark.parametrize(("name", "content"), [("our-logo.svg", GOOD), ("Our_Logo.png", png())])
def test_the_logo_takes_the_place_of_our_mark_and_says_how_large_it_is(
    serve: Serve, tmp_path: Path, name: str, content: bytes | str
):
    browse = serve(settings_with(tmp_path, name, content))
    for address in ("/en/", "/partial/de/linkedin-ai/at/settings/"):
        brand = browse.look(address).one("a.brand")
        assert not brand.select("svg")
        (image,) = brand.select("img")
        assert image["alt"] == ""
        assert (int(str(image["width"])), int(str(image["height"]))) == (80, 40)
    browse("/en/")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.svg", GOOD, "image/svg+xml; charset=utf-8"), ("a.png", png(), "image/png")],
)
def test_the_logo_is_a_file_like_all_others_with_all_headers(
    serve: Serve, tmp_path: Path, name: str, content: bytes | str, kind: str
):
    browse = serve(settings_with(tmp_path, name, content))
    address = str(browse("/en/").one("a.brand img")["src"])
    assert address.startswith(f"/static/logo{Path(name).suffix}?v=")
    answer = browse(address)
    assert answer.response.data == (tmp_path / name).read_bytes()
    assert answer.headers["Content-Type"] == kind
    assert "immutable" in answer.headers["Cache-Control"]
    assert list(header_complaints(answer)) == []
    (tmp_path / name).unlink()
    assert browse(address).response.data == answer.response.data, "it is held in memory"


def test_embeds_stay_small_and_show_our_mark(serve: Serve, tmp_path: Path):
    page = serve(settings_with(tmp_path, "a.svg", GOOD)).look("/embed/en/linkedin-ai/settings/")
    assert not page.all("img")


@pytest.mark.parametrize(
    ("size", "shown"),
    [('viewBox="0 0 40 20"', (80, 40)), ('viewBox="-5,-5,10,10"', (40, 40)), ('viewBox="0 0 1000 1"', (200, 1)),
     ('width="30" height="60px"', (20, 40)), ('viewBox="0 0 1 3" width="100%"', (13, 40)), ('viewBox="0 0 9 .5"', (200, 11))],
)  # fmt: skip
def test_a_logo_keeps_its_proportions_within_the_room_there_is(
    tmp_path: Path, size: str, shown: tuple[int, int]
):
    logo = read_logo(settings_with(tmp_path, "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'))
    assert logo
    assert (logo.width, logo.height) == shown
    assert logo.width <= WIDTH
    assert logo.height <= HEIGHT


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<g><SCRIPT xmlns='http://www.w3.org/1999/xhtml'/></g>", "<SCRIPT>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<g><p xmlns="http://www.w3.org/1999/xhtml">x</p></g>', "<p>"),
        ('<rect onclick="alert(1)"/>', "onclick"),
        ('<rect ONLOAD="alert(1)"/>', "ONLOAD"),
        ('<image href="https://evil.example/a.png"/>', "https://evil.example/a.png"),
        ('<image xlink:href="//evil.example/a.png"/>', "//evil.example/a.png"),
        ('<a href="javascript:alert(1)"/>', "javascript:alert(1)"),
        ('<use href="other.svg#a"/>', "other.svg#a"),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "data:image/svg+xml"),
        ('<image href="data:text/html,x"/>', "data:text/html"),
        ('<g xml:base="https://evil.example/"/>', "https://evil.example/"),
        ('<rect fill="url(https://evil.example/#a)"/>', "https://evil.example/#a"),
        ("<rect style=\"fill: URL( 'https://evil.example/#a' )\"/>", "https://evil.example/#a"),
        ("<style>@import 'https://evil.example/a.css';</style>", "@import"),
        ("<style>rect { background: u\\72l(https://evil.example/) }</style>", "style"),
        ("<style>rect { background: image-set('https://evil.example/' 1x) }</style>", "image-set"),
        ('<animate attributeName="x"/>', "<animate>"),
        ('<set attributeName="href" to="https://evil.example/"/>', "<set>"),
        ("<?xml-stylesheet href='https://evil.example/'?>", "<?xml-stylesheet …?>"),
        ("<rect>", "can be read"),
        ("&amp", "can be read"),
    ],
)
def test_an_svg_that_does_more_than_show_is_refused_by_name_with_the_reason(
    tmp_path: Path, inside: str, said: str
):
    with pytest.raises(SettingsError) as caught:
        read_logo(settings_with(tmp_path, "our.svg", SVG.format(inside)))
    assert str(caught.value).startswith("OFFSWITCH_LOGO is 'our.svg': ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("<text>&a;</text>"), "<!DOCTYPE"),
        ('<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + GOOD, "<!DOCTYPE"),
        ('<?xml-stylesheet href="https://evil.example/"?>' + GOOD, "<?xml-stylesheet …?>"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "whose root is <svg"),
        ("<svg viewBox='0 0 1 1'/>", "whose root is <svg"),
        ("", "can be read"),
        (b"\x89PNG\r\n", "can be read"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "how large it is"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 10"/>', "how large it is"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="50%"/>', "how large it is"),
        (GOOD + " " * LARGEST, "at most 100000 bytes"),
    ],
    ids=range(11),
)
def test_a_file_that_is_no_plain_svg_is_refused(tmp_path: Path, content: bytes | str, said: str):
    with pytest.raises(SettingsError) as caught:
        read_logo(settings_with(tmp_path, "our.svg", content))
    assert said in str(caught.value)


def test_an_svg_in_another_encoding_is_looked_at_all_the_same(tmp_path: Path):
    hidden = '<?xml version="1.0" encoding="UTF-16"?>' + SVG.format("<script/>")
    with pytest.raises(SettingsError, match="<script>"):
        read_logo(settings_with(tmp_path, "our.svg", hidden.encode("utf-16")))


@pytest.mark.parametrize(
    "inside",
    [
        '<linearGradient id="a"/><rect fill="url(#a)" style="stroke: url(\'#a\')"/>',
        "<style>.a { fill: #fff } @media (prefers-color-scheme: dark) { .a { fill: #000 } }</style>",
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        '<metadata xmlns:x="http://purl.org/dc/elements/1.1/"><x:title>Ours</x:title></metadata>',
        "<!-- drawn by hand --><title>On and on</title>",
    ],
)
def test_what_drawing_programs_write_is_accepted(tmp_path: Path, inside: str):
    assert read_logo(settings_with(tmp_path, "a.svg", SVG.format(inside)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "can be read"),
        (png()[:60], "can be read"),
        (GOOD.encode(), "can be read"),
        (png(5000, 10), "at most 4000 pixels a side, and it has 5000 by 10"),
        (png(save_all=True, append_images=[Image.new("RGB", (60, 30), "#fff")]), "it moves"),
    ],
    ids=["a GIF", "cut off", "an SVG", "too large", "moving"],
)
def test_a_png_that_cannot_be_read_or_does_more_than_show_is_refused(
    tmp_path: Path, content: bytes, said: str
):
    with pytest.raises(SettingsError) as caught:
        read_logo(settings_with(tmp_path, "our.png", content))
    assert str(caught.value).startswith("OFFSWITCH_LOGO is 'our.png': ")
    assert said in str(caught.value)


def test_a_logo_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"OFFSWITCH_LOGO is 'no.svg': No such file"):
        read_logo(PUBLIC.model_copy(update={"folder": tmp_path, "logo": "no.svg"}))
    (tmp_path / "a.svg").mkdir()
    with pytest.raises(SettingsError, match=r"OFFSWITCH_LOGO is 'a.svg': Is a directory"):
        read_logo(PUBLIC.model_copy(update={"folder": tmp_path, "logo": "a.svg"}))
