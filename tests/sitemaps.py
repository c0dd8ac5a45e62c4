"""The sitemaps of a site, as a search engine reads them: the one that names the others, then each of these."""

from xml.etree import ElementTree

from tests.house import Page
from tests.reader import Browser

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemaps(browse: Browser, **request: object) -> list[Page]:
    index = ElementTree.fromstring(browse("/sitemap.xml", **request).response.data)
    assert index.tag == f"{SITEMAP}sitemapindex"
    found = [str(each.findtext(f"{SITEMAP}loc")) for each in index]
    assert len(found) == len(set(found)) > 0, "names a sitemap twice, or none"
    return [browse("/" + address.split("/", 3)[3], **request) for address in found]


def listed(browse: Browser, **request: object) -> dict[str, ElementTree.Element]:
    """What the sitemaps say of each page, by its whole address."""
    found = [
        each for page in sitemaps(browse, **request) for each in ElementTree.fromstring(page.response.data)
    ]
    by_address = {str(each.findtext(f"{SITEMAP}loc")): each for each in found}
    assert len(by_address) == len(found), "names a page twice"
    return by_address
