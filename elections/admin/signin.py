"""Signing in: password, second factor where it is switched on, and the page of those who failed too often."""

from datetime import timedelta
from math import ceil

from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse, translate_url
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as remember_device

from elections.desk import second_factor


class SignInForm(AdminAuthenticationForm):
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Name or password is wrong, or the account may not use the desk. Capitals matter in both."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = _("Name")
        self.fields["password"].label = _("Password")


class CodeForm(forms.Form):
    """A code of the app, or a recovery code. `accept` is what is done with it; its refusal is shown at the field."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none", "dir": "ltr"}
        ),
    )

    def __init__(self, *args, accept=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.accept, self.accepted = accept, None
        self.label_suffix = ""

    def clean_code(self) -> str:
        try:
            self.accepted = self.accept(self.cleaned_data["code"])
        except second_factor.CodeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["code"]


class SecondFactorMixin:
    """For the AdminSite: who has given a password alone gets no further than the page that asks for a code."""

    login_form = SignInForm

    def has_permission(self, request) -> bool:
        return super().has_permission(request) and (not settings.SECOND_FACTOR or request.user.is_verified())

    def is_half_way(self, request) -> bool:
        """Signed in by password, with a code still to give."""
        return super().has_permission(request) and not self.has_permission(request)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        if request.method == "GET" and self.is_half_way(request):
            return redirect_to_login(self.next_of(request), reverse("admin:second_factor"))
        return super().login(request, {"other_language": other_language(request), **(extra_context or {})})

    def get_urls(self):
        return [path("second-factor/", self.second_factor, name="second_factor"), *super().get_urls()]

    @method_decorator([never_cache, sensitive_post_parameters()])
    def second_factor(self, request):
        """Ask for a code; whoever has no app yet enrols one here."""
        if not self.is_half_way(request):
            return HttpResponseRedirect(reverse("admin:login"))
        if second_factor.device_of(request.user) is None:
            return self.enrol(request)
        form = CodeForm(request.POST or None, accept=lambda code: second_factor.verify(request.user, code))
        if request.method == "POST" and form.is_valid():
            self.let_in(request, form.accepted)
            return HttpResponseRedirect(self.next_of(request))
        return self.page(request, "second_factor", title=_("Second factor"), form=form)

    def enrol(self, request):
        form = CodeForm(request.POST or None, accept=lambda code: second_factor.enrol(request.user, code))
        if request.method == "POST" and form.is_valid():
            device, codes = form.accepted
            self.let_in(request, device)
            return self.page(request, "recovery_codes", title=_("Recovery codes"), codes=codes)
        enrolment = second_factor.enrolment(request.user)
        return self.page(request, "enrol", title=_("Set up the second factor"), form=form, enrolment=enrolment)

    def let_in(self, request, device) -> None:
        remember_device(request, device)
        request.session.cycle_key()  # a session that was taken before the code was given is of no use

    def page(self, request, name: str, **context) -> TemplateResponse:
        context |= {"next": self.next_of(request), "other_language": other_language(request)}
        return TemplateResponse(request, f"admin/signin/{name}.html", {**self.each_context(request), **context})

    def next_of(self, request) -> str:
        """Where the editor was going, if that is on this site; else the first page."""
        wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return wanted if safe else reverse("admin:index")


def other_language(request) -> str:
    """The address of this page in the other language."""
    return translate_url(request.get_full_path(), "en" if get_language() == "ur" else "ur")


def locked_out(request, _response=None, credentials=None):
    """What django-axes answers to who failed too often: how long to wait, as a page and as Retry-After (seconds)."""
    seconds = seconds_left((credentials or {}).get("username"), request.axes_ip_address)
    context = {
        **admin.site.each_context(request),
        "title": _("Too many attempts"),
        "minutes": ceil(seconds / 60),
        "other_language": other_language(request),
    }
    response = TemplateResponse(request, "admin/signin/locked.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response.render()


def seconds_left(username: str | None, address: str | None) -> int:
    """How long that name stays locked out from that address; at least a second."""
    last = AccessAttempt.objects.filter(username=username, ip_address=address).order_by("-attempt_time").first()
    since = timezone.now() - last.attempt_time if last else timedelta()
    return max(1, ceil((settings.AXES_COOLOFF_TIME - since).total_seconds()))
