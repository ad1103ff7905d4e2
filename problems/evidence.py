"""Evidence: links to where a problem can be seen."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext

LINKS_LIMIT = 10
LINK_LIMIT = 500

_is_web_address = URLValidator(schemes=["http", "https"])


def check_links(links: list[str]) -> None:
    """Raises ValidationError with one sentence for each link that cannot stay."""
    wrong = [sentence for link in links if (sentence := _objection(link))]
    if len(links) > LINKS_LIMIT:
        wrong.append(
            gettext("These are %(count)s links; at most %(limit)s fit on a poster.")
            % {"count": len(links), "limit": LINKS_LIMIT}
        )
    if wrong:
        raise ValidationError(wrong)


def _objection(link: str) -> str:
    shown = link if len(link) <= 60 else f"{link[:59]}…"
    if len(link) > LINK_LIMIT:
        return gettext("“%(link)s” is %(length)s characters long; at most %(limit)s fit.") % {
            "link": shown,
            "length": len(link),
            "limit": LINK_LIMIT,
        }
    if not link.lower().startswith(("http://", "https://")):
        return gettext("“%(link)s” doesn't begin with http:// or https://.") % {"link": shown}
    try:
        _is_web_address(link)
    except ValidationError:
        return gettext("“%(link)s” isn't a complete web address.") % {"link": shown}
    return ""
