"""Redis as the store of rendered responses: the site goes on, slower, when Redis does not."""

import logging

from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class RedisCache(DjangoRedisCache):
    """A store that cannot be reached has nothing and keeps nothing; everything in it can be made again."""

    def get(self, key, default=None, version=None):
        try:
            return super().get(key, default, version)
        except RedisError as error:
            logger.warning("Redis does not answer, rendering anew: %s", error)
            return default

    def set(self, key, value, *arguments, **options):
        try:
            super().set(key, value, *arguments, **options)
        except RedisError as error:
            logger.warning("Redis does not answer, keeping nothing: %s", error)

    def add(self, key, value, *arguments, **options):
        """True if the value was kept; `get_or_set` asks this first."""
        try:
            return super().add(key, value, *arguments, **options)
        except RedisError as error:
            logger.warning("Redis does not answer, keeping nothing: %s", error)
            return False

    def delete(self, key, version=None):
        try:
            return super().delete(key, version)
        except RedisError as error:
            logger.warning("Redis does not answer, forgetting nothing: %s", error)
            return False

    def answers(self) -> bool:
        """Whether Redis is there."""
        try:
            return bool(self._cache.get_client(write=True).ping())
        except RedisError:
            return False
