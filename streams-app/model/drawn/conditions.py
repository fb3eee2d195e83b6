"""What lies between the ground and the file: haze, colour cast, light, resolution and sensor noise."""

import numpy as np
from PIL import Image

from .canvas import SIZE
from .palette import SNOW

SEASONS = ("spring", "summer", "autumn", "winter")
HAZES = ("clear", "hazy", "cloudy")
CASTS = ("neutral", "warm", "cool", "green", "faded")
SHARPNESS = ("sharp", "soft", "coarse")
GAINS = {"neutral": (1, 1, 1), "warm": (1.12, 1.0, 0.82), "cool": (0.88, 0.98, 1.16), "green": (0.92, 1.08, 0.9)}


def apply(c, conditions):
    """Changes the canvas in place as season, air and sensor would."""
    rng, rgb = c.rng, c.rgb
    if conditions["snow"]:
        c.blotches(SNOW, rng.uniform(0.25, 0.6), "medium", 0.8, rng.uniform(0.5, 0.9))
    if conditions["haze"] == "hazy":
        veil = rng.uniform(0.25, 0.5)
        rgb[:] = rgb * (1 - veil) + veil * np.array([0.74, 0.78, 0.82], np.float32)
    elif conditions["haze"] == "cloudy":
        c.blotches((0.93, 0.93, 0.94), rng.uniform(0.15, 0.4), "coarse", 0.9, rng.uniform(0.5, 0.9))
    cast = conditions["cast"]
    if cast == "faded":
        grey = rgb.mean(axis=2, keepdims=True)
        rgb[:] = grey + (rgb - grey) * rng.uniform(0.2, 0.5)
    else:
        strength = rng.uniform(0.6, 1.4)
        rgb *= (1 + (np.array(GAINS[cast], np.float32) - 1) * strength).astype(np.float32)
    rgb *= np.float32(conditions["gain"])
    rgb[:] = np.clip(rgb, 0, 1) ** np.float32(rng.uniform(0.8, 1.25))
    sharp = conditions["sharpness"]
    if sharp != "sharp":
        # Coarse sensors see 20 to 32 pixels across, soft ones about 44.
        width = int(rng.integers(20, 33) if sharp == "coarse" else rng.integers(38, 50))
        image = Image.fromarray((np.clip(rgb, 0, 1) * 255).astype(np.uint8))
        image = image.resize((width, width), Image.Resampling.BOX).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
        rgb[:] = np.asarray(image, np.float32) / 255
    rgb += rng.uniform(0.0, 0.035) * rng.standard_normal(rgb.shape).astype(np.float32)


def draw_conditions(rng, season):
    """Draws conditions at random; snow lies only in winter."""
    gain = rng.choice([1.0, 1.0, 0.6, 1.3]) * rng.uniform(0.88, 1.12)
    return {
        "season": season,
        "snow": bool(season == "winter" and rng.random() < 0.35),
        "haze": str(rng.choice(HAZES, p=[0.6, 0.25, 0.15])),
        "cast": str(rng.choice(CASTS, p=[0.4, 0.16, 0.16, 0.12, 0.16])),
        "sharpness": str(rng.choice(SHARPNESS, p=[0.6, 0.2, 0.2])),
        "gain": float(gain),
    }


def held_out(land_use_index, season, cast):
    """Tells whether a combination of land use, season and colour cast is kept out of training (one in five)."""
    return (land_use_index * 3 + SEASONS.index(season) * 2 + CASTS.index(cast)) % 5 == 0
