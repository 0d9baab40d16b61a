"""The site's own middleware: headers and language by path, compression, sessions for the admin alone."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django_otp.middleware import OTPMiddleware

from maps.web.front.asking import asked_by
from maps.web.front.encodings import ENCODERS, WORTH_COMPRESSING, best_encoding, is_compressible

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{tiles}; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
DATA = ("application/json", "application/geo+json", "text/csv", "image/png")
OF_PAGES = ("Permissions-Policy", "Referrer-Policy", "Cross-Origin-Opener-Policy")
UNFRAMED = "; frame-ancestors 'none'"
FRAMED_HERE = "; frame-ancestors 'self'"
BUILDER = "/embed/"
RESIZER = "/embed/resize.js"
HEALTH = ("/healthz", "/readyz")


def without_language(path: str) -> str:
    """The path as it is in English: `/ur/embed/…` is `/embed/…`."""
    return path[3:] if path.startswith("/ur/") else path


def is_framed(path: str) -> bool:
    """Only embeds may be framed; the builder at `/embed/` itself may not."""
    path = without_language(path)
    return path.startswith(BUILDER) and path not in (BUILDER, RESIZER)


def is_admin(path: str) -> bool:
    return without_language(path).startswith("/admin/")


def is_data(path: str, response) -> bool:
    """Whether a browser only reads it: no script, frame or link of it could break a rule for pages."""
    return response.get("Content-Type", "").startswith(DATA) and not is_framed(path) and not is_admin(path)


def is_rehearsal(request) -> bool:
    """Whether the answer is about a rehearsal, as far as the view got to know (see `maps.web.freshness.follow`)."""
    state = getattr(request, "state", None)
    return state is not None and state.rehearsal


class SecurityHeadersMiddleware:
    """Content-Security-Policy and framing, by path alone, so that an error inside an iframe shows too.

    On embeds `frame-ancestors` and X-Frame-Options are left out: Chromium refuses even `*` in sandboxed previews.
    Where EMBED_HOSTS lists hosts the first names them and this site; the second cannot, so it stays out.
    Those of a rehearsal stay on this host, and no answer about one is for search engines.
    The builder shows embeds of this site, and is the only page that frames anything. An embed in a sandbox is nobody's
    origin, and asks for itself anew all the same: what is public is open to every origin, as the API is.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        origin = "/".join(settings.TILE_SERVER.split("/")[:3]).replace("{s}", "*")
        self.policy = POLICY.format(tiles=f" {origin}" if origin else "")
        self.embeds = " ".join([FRAMED_HERE, *settings.EMBED_HOSTS]) if settings.EMBED_HOSTS else ""

    def __call__(self, request):
        response = self.get_response(request)
        framed, rehearsal = is_framed(request.path_info), is_rehearsal(request)
        ancestors = (FRAMED_HERE if rehearsal else self.embeds) if framed else UNFRAMED
        frames = "; frame-src 'self'" if without_language(request.path_info) == BUILDER else ""
        response["Content-Security-Policy"] = self.policy + frames + ancestors
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if ancestors != self.embeds:
            response["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
        if rehearsal:
            response["X-Robots-Tag"] = "noindex"
        elif framed:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "Age, X-Cache"  # of what age it is, an embed has to know
        if is_data(request.path_info, response):
            lighten(response)
        return response


def lighten(response) -> None:
    """Leave out what is said to pages alone: the figures of an open page are asked for all night long."""
    response["Content-Security-Policy"] = DATA_POLICY
    for name in OF_PAGES:
        response.headers.pop(name, None)


class PathLanguageMiddleware:
    """Language from the path alone. Django's own middleware adds `Vary: Accept-Language` to every page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        language = "ur" if path == "/ur" or path.startswith("/ur/") else "en"
        request.LANGUAGE_CODE = language
        with translation.override(language):
            return self.get_response(request)


class CompressionMiddleware:
    """brotli or gzip, the same bytes for the same body; what the front composes is left to it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        front = asked_by(request)
        if response.streaming or response.has_header("Content-Encoding") or (front and front.composed):
            return response
        if response.status_code == 304 and response.has_header("ETag"):
            patch_vary_headers(response, ["Accept-Encoding"])
        if not is_compressible(response.get("Content-Type", "")):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        if encoding and len(response.content) >= WORTH_COMPRESSING:
            self.encode(response, encoding)
        return response

    def encode(self, response, encoding):
        response.content = ENCODERS[encoding](response.content)
        response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(response.content))
        etag = response.get("ETag")
        if etag and not etag.startswith("W/"):
            response["ETag"] = f"W/{etag}"


class UnitMiddleware:
    """Where readers and the desk are served by units of their own (SERVES), each knows only its own addresses."""

    def __init__(self, get_response):
        self.get_response = get_response
        if settings.SERVES == "all":
            raise MiddlewareNotUsed

    def __call__(self, request):
        desk = is_admin(request.path_info)
        if desk and settings.SERVES == "public":
            raise Http404
        if not desk and settings.SERVES == "admin" and request.path_info not in HEALTH:
            return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        return self.get_response(request)


class AdminSessionMiddleware(SessionMiddleware):
    """Sessions, sign-in and messages belong to the admin: no public page reads or sets a cookie.

    Times are shown and read there in the newsroom's own zone: 6pm typed by an editor is 6pm on the editor's wall.
    """

    def __call__(self, request):
        if not is_admin(request.path_info):
            return self.get_response(request)
        with timezone.override(ZoneInfo(settings.DESK_TIME_ZONE)):
            return super().__call__(request)


class AdminCsrfMiddleware(CsrfViewMiddleware):
    """Forms are the admin's alone. Elsewhere even a malformed cookie would be answered with a new one."""

    def process_request(self, request):
        return super().process_request(request) if is_admin(request.path_info) else None

    def process_view(self, request, view, args, kwargs):
        return super().process_view(request, view, args, kwargs) if is_admin(request.path_info) else None

    def process_response(self, request, response):
        return super().process_response(request, response) if is_admin(request.path_info) else response


class AdminAuthenticationMiddleware(AuthenticationMiddleware):
    def __call__(self, request):
        return super().__call__(request) if is_admin(request.path_info) else self.get_response(request)


class AdminSecondFactorMiddleware(OTPMiddleware):
    """Knows whether the session gave a second factor: `request.user.is_verified()`."""

    def __call__(self, request):
        return super().__call__(request) if is_admin(request.path_info) else self.get_response(request)


class AdminMessageMiddleware(MessageMiddleware):
    def __call__(self, request):
        return super().__call__(request) if is_admin(request.path_info) else self.get_response(request)
