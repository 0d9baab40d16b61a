"""Redis as the store of rendered responses: the site goes on, slower, when Redis does not."""

import hmac
import logging
import pickle
import time
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from django.core.cache.backends.redis import RedisSerializer
from redis.exceptions import RedisError, TimeoutError

logger = logging.getLogger(__name__)
REST = 10  # seconds for which a Redis that let one wait is not asked again
SEAL, SIZE = "sha256", 32  # bytes


class Sealed(RedisSerializer):
    """What is kept bears a seal made with SECRET_KEY: a pickle can run code, and others may write to a Redis."""

    def dumps(self, obj):
        """Also a number, so that nothing here counts in Redis itself."""
        body = pickle.dumps(obj, self.protocol)
        return seal(body) + body

    def loads(self, data):
        """None, as if it were not there, for what has no seal of ours."""
        own = hmac.compare_digest(data[:SIZE], seal(data[SIZE:]))
        return pickle.loads(data[SIZE:]) if own else None


def seal(body: bytes) -> bytes:
    return hmac.digest(b"halqa.cache" + settings.SECRET_KEY.encode(), body, SEAL)


class Kept(NamedTuple):
    """A value and the whole key it was kept under."""

    key: str
    value: object


class RedisCache(DjangoRedisCache):
    """A store that cannot be reached has nothing and keeps nothing; everything in it can be made again.

    What is kept says under which key, below the seal: what somebody moved to another key is not there.
    """

    rests_until = 0.0  # steady seconds; of the class, because each thread has a store of its own

    def get(self, key, default=None, version=None):
        found = self.attempt(lambda: super(RedisCache, self).get(key, None, version), None)
        own = isinstance(found, Kept) and found.key == self.make_key(key, version)
        return found.value if own else default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        kept = Kept(self.make_key(key, version), value)
        self.attempt(lambda: super(RedisCache, self).set(key, kept, timeout, version), None)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """True if the value was kept; `get_or_set` asks this first."""
        kept = Kept(self.make_key(key, version), value)
        return self.attempt(lambda: super(RedisCache, self).add(key, kept, timeout, version), False)

    def delete(self, key, version=None):
        return self.attempt(lambda: super(RedisCache, self).delete(key, version), False)

    def attempt(self, ask: Callable, otherwise):
        if time.monotonic() < RedisCache.rests_until:
            return otherwise
        try:
            return ask()
        except RedisError as error:
            if isinstance(error, TimeoutError):
                RedisCache.rests_until = time.monotonic() + REST
            logger.warning("Redis does not answer, rendering anew: %s", error)
            return otherwise

    def answers(self) -> bool:
        """Whether Redis is there."""
        try:
            return bool(self._cache.get_client(write=True).ping())
        except RedisError:
            return False
