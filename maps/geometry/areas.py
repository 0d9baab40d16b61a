"""Areas in square kilometres from longitudes and latitudes, without a projection library.

Vertices go through the ellipsoidal Lambert cylindrical equal-area projection of WGS 84 (J. P. Snyder, *Map
Projections: A Working Manual*, USGS Professional Paper 1395, 1987, equations 10-15 and 3-12). The projection keeps
every area exactly; the estimate is off only by how an edge that is straight in degrees bends in it, far below 0.1 %
for edges under 1 degree.
"""

import numpy as np
import shapely

EQUATOR_KM = 6378.137  # WGS 84 semi-major axis
ECCENTRICITY = 0.0818191908426215  # WGS 84 first eccentricity
KM_PER_DEGREE = 111.32  # of latitude, and of longitude at the equator; for widths and distances, which need no more


def to_equal_area(lonlat: np.ndarray) -> np.ndarray:
    """Project an (n, 2) array of degrees to kilometres on the equal-area cylinder."""
    sine = np.sin(np.radians(lonlat[:, 1]))
    e = ECCENTRICITY
    q = (1 - e**2) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)
    return np.column_stack([EQUATOR_KM * np.radians(lonlat[:, 0]), EQUATOR_KM * q / 2])


def area_km2(geometry):
    """Area in km² of one geometry in EPSG:4326 (a float) or of an array of them (an array of floats)."""
    return shapely.area(shapely.transform(geometry, to_equal_area))


def width_km(geometry):
    """Mean width in km, 2 × area ÷ perimeter, of polygons in EPSG:4326: small for a sliver however long it is."""
    flat = shapely.transform(geometry, _to_local_km)
    length = shapely.length(flat)
    return np.divide(2 * shapely.area(flat), length, out=np.zeros_like(length), where=length > 0)


def _to_local_km(lonlat: np.ndarray) -> np.ndarray:
    shrink = np.cos(np.radians(lonlat[:, 1].mean())) if len(lonlat) else 1.0
    return lonlat * KM_PER_DEGREE * np.array([shrink, 1.0])
