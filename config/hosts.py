"""Which sites may frame the embeds."""

import re

from django.core.exceptions import ImproperlyConfigured

# What frame-ancestors takes, less what would let everybody in: https://paper.example, *.paper.example, localhost:8000
HOST = re.compile(r"(https?://)?(\*\.[a-z0-9-]+\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?")


def embed_hosts(names: list[str]) -> list[str]:
    """The hosts of EMBED_HOSTS in lower case. Raises ImproperlyConfigured for what is none."""
    hosts = [name.strip().rstrip("/").lower() for name in names if name.strip()]
    for host in hosts:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"EMBED_HOSTS holds “{host}”, which is no host. Write https://paper.example, or "
                "https://*.paper.example for all its subdomains, separated by commas; empty lets every site frame."
            )
    return hosts
