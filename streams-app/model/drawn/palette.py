"""Colours of ground, plants, water and roofs, by season where the season shows."""

GRASS = {
    "spring": (0.40, 0.56, 0.24),
    "summer": (0.34, 0.47, 0.22),
    "autumn": (0.52, 0.48, 0.27),
    "winter": (0.46, 0.44, 0.34),
}
LEAVES = {
    "spring": (0.34, 0.50, 0.20),
    "summer": (0.16, 0.33, 0.13),
    "autumn": (0.56, 0.34, 0.13),
    "winter": (0.37, 0.31, 0.26),
}
NEEDLES = (0.09, 0.23, 0.15)
CROPS = {
    "spring": [(0.45, 0.62, 0.25), (0.72, 0.70, 0.25), (0.48, 0.36, 0.26), (0.33, 0.52, 0.22)],
    "summer": [(0.80, 0.70, 0.38), (0.36, 0.50, 0.20), (0.62, 0.60, 0.30), (0.28, 0.44, 0.18)],
    "autumn": [(0.66, 0.52, 0.33), (0.50, 0.37, 0.25), (0.72, 0.62, 0.42), (0.45, 0.48, 0.25)],
    "winter": [(0.44, 0.35, 0.28), (0.55, 0.48, 0.40), (0.38, 0.42, 0.28), (0.62, 0.57, 0.50)],
}
WATER = {
    "blue": (0.10, 0.25, 0.42),
    "dark": (0.05, 0.13, 0.20),
    "green": (0.15, 0.34, 0.32),
    "muddy": (0.42, 0.37, 0.27),
    "turquoise": (0.18, 0.50, 0.54),
}
ROOFS = {
    "red": (0.66, 0.32, 0.22),
    "grey": (0.48, 0.48, 0.50),
    "brown": (0.42, 0.30, 0.23),
    "white": (0.86, 0.85, 0.82),
    "blue": (0.32, 0.46, 0.66),
}
ASPHALT = (0.36, 0.36, 0.38)
CONCRETE = (0.64, 0.62, 0.59)
DIRT = (0.60, 0.49, 0.36)
SAND = (0.84, 0.74, 0.55)
SOIL = {"brown": (0.46, 0.34, 0.24), "red": (0.60, 0.36, 0.24), "grey": (0.52, 0.49, 0.45), "yellow": (0.76, 0.62, 0.40)}
SNOW = (0.93, 0.94, 0.96)


def vary(rng, colour, amount=0.05):
    """Returns the colour moved a little, more in brightness than in hue."""
    shade = 1.0 + rng.normal(0, amount * 2.5)
    return tuple(min(1.0, max(0.0, c * shade + rng.normal(0, amount * 0.8))) for c in colour)
