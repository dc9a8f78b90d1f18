"""From WGS 84, as GPS and OpenStreetMap have it, to GCJ-02, which every map in mainland China must use.

The shift has never been published. This is the approximation that all open map libraries share, as in
https://github.com/googollee/eviltransform (its test points are ours); it is within a few metres. Amap places a
marker by GCJ-02, and an unconverted one stands half a kilometre off.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

# The Krasovsky 1940 ellipsoid: its long half axis in metres, and the square of its eccentricity.
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323

# A box around China. Some neighbours are in it too, as in the maps that use the shift.
_LATITUDES = (0.8293, 55.8271)
_LONGITUDES = (72.004, 137.8347)


def to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """Latitude and longitude as a Chinese map has them; places elsewhere stay where they are."""
    if not (_LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]):
        return latitude, longitude
    north, east = _shift_in_metres(longitude - 105.0, latitude - 35.0)
    flattening = 1 - _ECCENTRICITY * sin(radians(latitude)) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / (flattening * sqrt(flattening))
    parallel = _AXIS / sqrt(flattening) * cos(radians(latitude))
    return latitude + north / meridian * 180 / pi, longitude + east / parallel * 180 / pi


def _shift_in_metres(x: float, y: float) -> tuple[float, float]:
    """How far north and east a point moves, by its distance in degrees from 35° N 105° E."""
    ripple = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (ripple + _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (ripple + _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))) * 2 / 3
    return north, east


def _waves(position: float, *waves: tuple[float, float]) -> float:
    """Sines of given heights and lengths, added up."""
    return sum(height * sin(position * pi / length) for height, length in waves)
