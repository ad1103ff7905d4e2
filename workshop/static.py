from django.contrib.staticfiles.apps import StaticFilesConfig
from servestatic.storage import CompressedManifestStaticFilesStorage

# What a file name with a hash of its content looks like: it may be kept for ever.
HASHED = r"\.[0-9a-f]{12}\.\w+$"


class StaticFiles(StaticFilesConfig):
    """Leaves out the parts of htmx that no page loads; some import what is not there."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/ext/*",
        "django_htmx/ht*-4*",
    ]


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed names for everything, the imports inside our script modules included."""

    support_js_module_import_aggregation = True
