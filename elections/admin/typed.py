"""A reason that was typed into a form of the desk and refused: kept in the session until that page is shown again."""

KEY = "typed-at-the-desk"
LONGEST = 2000  # characters


def kept(request, page: str, text: str) -> None:
    """Keep the text for the next look at this page (a path)."""
    if text.strip():
        request.session[KEY] = [page, text[:LONGEST]]


def taken(request) -> str:
    """What was kept for the page that is asked for now, once; "" without any."""
    page, text = request.session.get(KEY, ("", ""))
    if page != request.path:
        return ""
    del request.session[KEY]
    return text
