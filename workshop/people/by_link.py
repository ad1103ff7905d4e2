"""Pages that a link in a mail opens: the secret address is the permission, for one matter."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from workshop.limits.guard import by_secret_link

Page = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: Page) -> Page:
    """No account, and the address stays here: not in referrers, search engines or caches.

    No cookie takes part, so there is none that another site could use, and no CSRF check: mail
    programs open pages without cookies, and send their one-click POST without a token.
    """

    @by_secret_link
    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        add_never_cache_headers(response)
        return response

    return login_not_required(csrf_exempt(page))
