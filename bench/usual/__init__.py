"""The usual way, to measure against: plain Django and Django REST framework, GeoJSON built for each request."""
