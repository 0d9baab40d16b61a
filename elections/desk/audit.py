"""The audit log: who did what at the desk, when and why. Django's own log, to which the admin adds its entries too."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import override

from elections.models.fields import without_controls


def note(user, row, sentence, reason: str = "", added: bool = False) -> LogEntry | None:
    """Write down what `user` just did to `row`; call it in the transaction of the deed itself.

    `sentence` says what, as a lazy translation without figures in it, so that everyone reads it in a language of
    theirs; `reason` is what the editor typed. An import is no user's deed (None): its rows say so themselves.
    """
    if user is None:
        return None
    with override("en"):
        what = " ".join(str(sentence).split())
    return LogEntry.objects.create(
        user_id=user.pk,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row)[:200],
        action_flag=ADDITION if added else CHANGE,
        change_message=f"{what}\n{without_controls(reason)}".strip(),
    )
