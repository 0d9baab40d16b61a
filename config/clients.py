"""Where a request comes from: the address behind the proxies that the operator named, and no other's word for it."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.core.exceptions import ImproperlyConfigured

Network = IPv4Network | IPv6Network


def trusted_networks(names: list[str]) -> tuple[Network, ...]:
    """Networks of proxies from addresses or CIDR notation. Raises ImproperlyConfigured for anything else."""
    try:
        return tuple(ip_network(name.strip(), strict=False) for name in names if name.strip())
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES holds addresses or networks, separated by commas: {error}."
        ) from error


def client_address(request) -> str | None:
    """The address nearest to the client that somebody trusted vouches for.

    Each proxy appends to X-Forwarded-For, so it is read from the end; what stands before an untrusted address is only
    what that client says of itself.
    """
    from django.conf import settings

    address = request.META.get("REMOTE_ADDR") or None
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while hops and address and is_trusted(address, settings.TRUSTED_PROXIES):
        hop = hops.pop()
        if not is_address(hop):
            break
        address = hop
    return address if address and is_address(address) else None


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(address: str, networks: tuple[Network, ...]) -> bool:
    if not is_address(address):
        return False
    plain = ip_address(address)
    plain = getattr(plain, "ipv4_mapped", None) or plain  # a socket for both kinds names IPv4 clients so
    return any(plain in network for network in networks)
