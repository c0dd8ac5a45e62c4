"""Export: the whole site as plain files, for those who have only web space."""

from offswitch.export.hosting import hosting_of
from offswitch.export.views import blueprint
from offswitch.export.writing import ExportError, Written, check, is_up_to_date, mark_of, write

__all__ = ["ExportError", "Written", "blueprint", "check", "hosting_of", "is_up_to_date", "mark_of", "write"]
