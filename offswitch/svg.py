"""SVG: how large a picture of others is, and whether it only shows: it may run, load and move nothing."""

import re
from collections.abc import Iterator

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
ACTIVE = {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
MOVING = {"animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"}
WITHIN = re.compile(r"\s*(#.*|data:image/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=\s]*)", re.DOTALL)
"""What a picture may refer to: a part of itself, or pixels that it brings along."""
REFERENCE = re.compile(r"url\(\s*['\"]?([^'\")]*)|@import\s*['\"]?([^'\";]*)", re.IGNORECASE)
NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+)(px)?\s*")


def size_of(content: bytes) -> tuple[float, float]:
    """Width and height. Raises ValueError with what keeps it from being a picture that only shows."""
    root = _parsed(content)
    if fault := next(_faults(root), None):
        raise ValueError(f"{fault}; a picture that only shows")
    box = [float(each) for each in re.findall(r"-?[0-9]*\.?[0-9]+", root.get("viewBox", ""))]
    if len(box) == 4:
        width, height = box[2:]
    else:
        width, height = (_number(root.get(name, "")) for name in ("width", "height"))
    if width <= 0 or height <= 0:
        raise ValueError("it says neither by viewBox nor by width and height how large it is")
    return width, height


def _number(text: str) -> float:
    found = NUMBER.fullmatch(text)
    return float(found[1]) if found else 0


def _parsed(content: bytes) -> etree._Element:
    """The root. Nothing outside is opened, and nothing is unfolded."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"an SVG that can be read: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("it has a document type, which can hold more than one sees; remove <!DOCTYPE …>")
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError(f"an SVG, whose root is <svg xmlns={SVG}>")
    return root


def _faults(root: etree._Element) -> Iterator[str]:
    """What in it does more than show."""
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        if isinstance(node, etree._ProcessingInstruction):
            yield f"it has the instruction <?{node.target} …?>"
        if not isinstance(node.tag, str):
            continue
        tag = etree.QName(node)
        if tag.localname in ACTIVE or tag.namespace == "http://www.w3.org/1999/xhtml":
            yield f"it has the element <{tag.localname}>"
        if tag.localname in MOVING:
            yield f"it moves, by <{tag.localname}>"
        if tag.localname == "style":
            yield from _references("style", "".join(node.itertext()))
        for name, value in node.attrib.items():
            yield from _faults_of(etree.QName(name).localname, str(value))


def _faults_of(name: str, value: str) -> Iterator[str]:
    if name.lower().startswith("on"):
        yield f"it has the event handler {name}"
    elif name in {"href", "src", "base"} and not WITHIN.fullmatch(value):
        yield f"it refers to something outside, by {name}={value[:80]!r}"
    else:
        yield from _references(name, value)


def _references(name: str, words: str) -> Iterator[str]:
    # By these a style sheet names a file too, or hides that it does.
    if name == "style" and (hidden := re.search(r"\\|image-set|\bsrc\(", words)):
        yield f"it may refer to something outside, by {hidden[0]!r} in style"
    for found in REFERENCE.finditer(words):
        if not WITHIN.fullmatch(found[1] or found[2] or ""):
            yield f"it refers to something outside, by {found[0][:80]!r} in {name}"
