"""What keeps a site from being baked, as a sentence that says what would be right."""


class BakeRefused(Exception):
    """Nothing was put in place; the message is for whoever gave the command."""
