"""A cache in front of Django: whole answers in memory, by the state of the election they are about.

`wsgi.Front` is the application that is served. It answers what it holds, composing 304, HEAD and the encoding; all else
it asks of Django, whose views say through `asking.Asking` (see `maps.web.freshness`) what may be kept and under which
name. The state is what `watch.Watch` knows, a thread that asks the database a few times a second.
"""
