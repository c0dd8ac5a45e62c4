"""Languages: which of them a test walks through.

What depends on words is looked at in all of them, once, by tests/catalogues/ and tests/browser/test_languages.py.
What does not is looked at in two, however many there are.
"""

from offswitch import catalogues
from offswitch.language import ENGLISH

ALL = [ENGLISH, *catalogues.languages()]
TWO = [ENGLISH, "de"]
