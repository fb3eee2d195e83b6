"""The land uses: each function draws one on a canvas and returns what a caption may say about it."""

import math

import numpy as np

from .canvas import SIZE, box
from .palette import ASPHALT, CONCRETE, CROPS, DIRT, GRASS, LEAVES, NEEDLES, ROOFS, SAND, SNOW, SOIL, WATER, vary


def pick(rng, options):
    return options[rng.integers(len(options))]


def trees(c, season, count, low=1.0, high=2.4, colour=None):
    """Scatters single tree crowns with a shadow beside each."""
    rng = c.rng
    centres = rng.uniform(0, SIZE, (count, 2))
    radii = rng.uniform(low, high, count)
    c.wash(c.discs(centres + 0.9, radii) * 0.5, (0.08, 0.10, 0.08))
    c.wash(c.discs(centres, radii) * 0.9, vary(rng, colour or LEAVES[season]))


def canopy(c, season, kind):
    """Covers the canvas with closed tree crowns."""
    rng = c.rng
    base = NEEDLES if kind == "conifer" else LEAVES[season]
    c.fill(vary(rng, base), "fine", rng.uniform(0.10, 0.2))
    count = int(math.exp(rng.uniform(3.4, 5.6)))
    radii = rng.uniform(0.9, 1.3 + 170 / count, count)
    centres = rng.uniform(0, SIZE, (count, 2))
    c.wash(c.discs(centres + 0.7, radii) * 0.35, (0.04, 0.07, 0.05))
    c.wash(c.discs(centres, radii * 0.8) * rng.uniform(0.3, 0.7), np.clip(np.array(vary(rng, base)) * 1.25, 0, 1))
    if kind == "mixed":
        c.blotches(vary(rng, NEEDLES), 0.4, "medium", 0.6, 0.7)


def countryside(c, season):
    """Paints the ground that roads and rivers run through and returns its name."""
    rng = c.rng
    kind = pick(rng, ["forest", "fields", "meadows", "dry land"])
    if kind == "forest":
        canopy(c, season, pick(rng, ["deciduous", "conifer", "mixed"]))
    elif kind == "fields":
        patchwork(c, season, rng.uniform(14, 34))
    elif kind == "meadows":
        c.fill(vary(rng, GRASS[season]), "medium", 0.06)
        trees(c, season, int(rng.integers(0, 40)))
    else:
        c.fill(vary(rng, pick(rng, list(SOIL.values()))), "medium", 0.08)
        c.blotches(vary(rng, GRASS[season]), rng.uniform(0, 0.4), "fine", 0.8)
    return kind


def patchwork(c, season, width, furrows=0.5):
    """Divides the canvas into fields, some with furrows, each with its own crop colour."""
    rng = c.rng
    angle = rng.uniform(0, math.pi)
    u = c.xs * math.cos(angle) + c.ys * math.sin(angle) + rng.uniform(0, 100)
    v = -c.xs * math.sin(angle) + c.ys * math.cos(angle) + rng.uniform(100, 200)
    length = width * rng.uniform(1.0, 2.5)
    row = np.floor(v / length)
    column = np.floor((u + (row % 2) * width * rng.uniform(0, 1)) / width)
    index = (row * 7 + column * 13).astype(int) % 11
    colours = np.array([vary(rng, pick(rng, CROPS[season]), 0.07) for _ in range(11)], np.float32)
    c.rgb[:] = colours[index]
    pitch = rng.uniform(1.8, 4.0)
    stripes = np.where(index % 2 == 0, np.sin(u * 2 * math.pi / pitch), np.sin(v * 2 * math.pi / pitch))
    ploughed = (rng.random(11) < furrows).astype(np.float32)[index]
    c.rgb *= (1 + 0.12 * ploughed * stripes + 0.05 * c.noise.crop(rng, "medium"))[..., None]
    if rng.random() < 0.5:
        edge = np.minimum(v % length, 50) < rng.uniform(0.6, 1.6)
        c.wash(edge * 0.7, vary(rng, pick(rng, [DIRT, LEAVES[season]])))


def forest(c, season):
    kind = pick(c.rng, ["deciduous", "conifer", "mixed", "deciduous"])
    canopy(c, season, kind)
    layout = pick(c.rng, ["", "", "clearing", "track"])
    if layout == "clearing":
        c.wash(c.discs([c.rng.uniform(15, 49, 2)], [c.rng.uniform(5, 12)]), vary(c.rng, GRASS[season]))
    elif layout == "track":
        c.wash(c.line(c.curve(6), c.rng.uniform(0.8, 1.6)), vary(c.rng, DIRT))
    words = {"": "", "clearing": "with a clearing", "track": "with a track"}
    return {"kind": kind, "detail": words[layout]}


def crops(c, season):
    width = c.rng.uniform(9, 40)
    patchwork(c, season, width, furrows=c.rng.uniform(0.2, 1.0))
    if c.rng.random() < 0.25:
        trees(c, season, int(c.rng.integers(3, 15)))
    return {"kind": "small" if width < 17 else "large" if width > 28 else "", "detail": ""}


def circles(c, season):
    c.fill(vary(c.rng, pick(c.rng, list(SOIL.values()))), "medium", 0.07)
    step = c.rng.uniform(18, 40)
    x0, y0 = c.rng.uniform(0, step, 2)
    for i in range(5):
        for j in range(5):
            centre = [(x0 + (i - 1) * step, y0 + (j - 1) * step)]
            c.wash(c.discs(centre, [step * c.rng.uniform(0.4, 0.5)]), vary(c.rng, pick(c.rng, CROPS[season]), 0.08))
    return {"kind": "", "detail": ""}


def pasture(c, season):
    rng = c.rng
    c.fill(vary(rng, GRASS[season], 0.07), pick(rng, ["medium", "coarse", "fine"]), rng.uniform(0.02, 0.08))
    c.blotches(vary(rng, GRASS[season], 0.1), rng.uniform(0.1, 0.5), "coarse", 0.8, 0.5)
    detail = pick(rng, ["", "hedges", "trees", "cattle", "path"])
    if detail == "hedges":
        for _ in range(rng.integers(1, 4)):
            c.wash(c.line(c.curve(2), rng.uniform(0.8, 2.0)) * 0.9, vary(rng, LEAVES[season]))
    elif detail == "trees":
        trees(c, season, int(rng.integers(3, 18)))
    elif detail == "cattle":
        spots = rng.normal(rng.uniform(16, 48, 2), 10, (rng.integers(6, 25), 2))
        c.wash(c.discs(spots, np.full(len(spots), 0.7)), pick(rng, [(0.9, 0.9, 0.88), (0.25, 0.2, 0.17)]))
    elif detail == "path":
        c.wash(c.line(c.curve(8), 1.0) * 0.7, vary(rng, DIRT))
    words = {"": "", "hedges": "with hedges", "trees": "with scattered trees", "cattle": "with cattle", "path": "with a path"}
    return {"kind": "", "detail": words[detail]}


def rows_of_dots(c, pitch, gap, angle, radius, jitter):
    """Returns a mask of dots on a rotated grid: what a plantation looks like from above."""
    reach = SIZE * 0.75
    u, v = np.meshgrid(np.arange(-reach, reach, gap), np.arange(-reach, reach, pitch))
    u = u.ravel() + c.rng.normal(0, jitter, u.size)
    v = v.ravel() + c.rng.normal(0, jitter, v.size)
    x = SIZE / 2 + math.cos(angle) * u - math.sin(angle) * v
    y = SIZE / 2 + math.sin(angle) * u + math.cos(angle) * v
    inside = (x > -3) & (x < SIZE + 3) & (y > -3) & (y < SIZE + 3)
    return np.stack([x, y], 1)[inside]


def orchard(c, season):
    rng = c.rng
    ground = pick(rng, [GRASS[season], DIRT, SOIL["brown"], SOIL["red"], SOIL["yellow"]])
    c.fill(vary(rng, ground), "medium", 0.05)
    pitch = rng.uniform(4.0, 9.0)
    dots = rows_of_dots(c, pitch, pitch * rng.uniform(0.75, 1.0), rng.uniform(0, math.pi), 0, pitch * 0.04)
    radius = pitch * rng.uniform(0.25, 0.42)
    c.wash(c.discs(dots + 0.8, np.full(len(dots), radius)) * 0.5, (0.1, 0.1, 0.08))
    crown = vary(rng, pick(rng, [LEAVES[season], LEAVES["summer"], (0.36, 0.42, 0.30)]))
    c.wash(c.discs(dots, np.full(len(dots), radius)) * 0.95, crown)
    return {"kind": "", "detail": ""}


def vineyard(c, season):
    rng = c.rng
    c.fill(vary(rng, pick(rng, [GRASS[season], DIRT, SOIL["yellow"], SOIL["brown"]])), "medium", 0.05)
    angle, pitch = rng.uniform(0, math.pi), rng.uniform(2.5, 5.0)
    u = c.xs * math.cos(angle) + c.ys * math.sin(angle)
    mask = np.clip(np.sin(u * 2 * math.pi / pitch) * 2 + rng.uniform(-0.5, 0.5), 0, 1)
    c.wash(mask * (0.8 + 0.15 * c.noise.crop(rng, "fine")), vary(rng, LEAVES[season]))
    if rng.random() < 0.5:
        c.wash(c.line(c.curve(1), rng.uniform(1, 2)), vary(rng, DIRT))
    return {"kind": "", "detail": ""}


def water_layer(c, colour):
    """Returns a water surface with small waves, as a layer to wash over the canvas."""
    return c.textured(vary(c.rng, WATER[colour]), pick(c.rng, ["medium", "fine", "coarse"]), c.rng.uniform(0.01, 0.07))


def river(c, season):
    rng = c.rng
    ground = countryside(c, season)
    colour = pick(rng, list(WATER))
    points = c.curve(rng.uniform(3, 14))
    width = rng.uniform(4, 17)
    c.wash(c.line(points, width + rng.uniform(0.5, 4)) * 0.8, vary(rng, pick(rng, [DIRT, SAND, LEAVES[season]])))
    c.wash(c.line(points, width), water_layer(c, colour))
    if rng.random() < 0.2:
        c.wash(c.discs([points[int(rng.integers(8, 16))]], [width * 0.25]), vary(rng, GRASS[season]))
    return {"kind": "wide" if width > 12 else "narrow" if width < 7 else "", "water": colour, "detail": "through " + ground}


def lake(c, season):
    rng = c.rng
    ground = countryside(c, season)
    colour = pick(rng, list(WATER))
    field = c.noise.crop(rng, "coarse") * rng.uniform(0.2, 0.5)
    cx, cy = rng.uniform(18, 46, 2)
    radius = rng.uniform(13, 34)
    inside = 1 - np.hypot(c.xs - cx, (c.ys - cy) * rng.uniform(0.7, 1.4)) / radius + field
    c.wash(np.clip((inside + 0.12) * 8, 0, 1) * 0.8, vary(rng, pick(rng, [SAND, DIRT, LEAVES[season]])))
    c.wash(np.clip(inside * 10, 0, 1), water_layer(c, colour))
    return {"kind": "small" if radius < 18 else "large" if radius > 27 else "", "water": colour, "detail": "among " + ground}


def sea(c, season):
    rng = c.rng
    colour = pick(rng, ["blue", "dark", "green", "turquoise", "muddy"])
    c.rgb[:] = water_layer(c, colour)
    detail = pick(rng, ["", "waves", "boat", "glint"])
    angle = rng.uniform(0, math.pi)
    u = c.xs * math.cos(angle) + c.ys * math.sin(angle) + 3 * c.noise.crop(rng, "coarse")
    if detail == "waves":
        c.rgb *= (1 + rng.uniform(0.04, 0.12) * np.sin(u * 2 * math.pi / rng.uniform(3, 9)))[..., None]
    elif detail == "boat":
        x, y = rng.uniform(12, 52, 2)
        c.paint_shapes([(box(x, y, rng.uniform(3, 7), rng.uniform(1.2, 2.2), angle), (0.92, 0.92, 0.9))])
    elif detail == "glint":
        c.blotches((0.75, 0.8, 0.82), rng.uniform(0.05, 0.3), "medium", 0.9, 0.5)
    words = {"": "", "waves": "with waves", "boat": "with a boat", "glint": "with sun glint"}
    return {"kind": "", "water": colour, "detail": words[detail]}


def vehicles(c, points, spread, count):
    """Returns small coloured boxes along a road."""
    shapes = []
    for _ in range(count):
        i = int(c.rng.integers(1, len(points) - 1))
        (x0, y0), (x1, y1) = points[i - 1], points[i]
        angle = math.atan2(y1 - y0, x1 - x0)
        side = c.rng.uniform(-spread, spread)
        colour = pick(c.rng, [(0.9, 0.9, 0.9), (0.15, 0.15, 0.17), (0.7, 0.15, 0.12), (0.2, 0.3, 0.6)])
        shapes.append((box(x0 - math.sin(angle) * side, y0 + math.cos(angle) * side, 1.8, 0.9, angle), colour))
    return shapes


def road(c, season):
    rng = c.rng
    ground = countryside(c, season)
    layout = pick(rng, ["straight", "curved", "crossing", "motorway"])
    points = c.curve({"straight": 0.3, "curved": rng.uniform(3, 9), "crossing": 1.0, "motorway": rng.uniform(0.3, 4)}[layout])
    width = rng.uniform(6, 11) if layout == "motorway" else rng.uniform(1.8, 5)
    surface = vary(rng, pick(rng, [ASPHALT, ASPHALT, CONCRETE]))
    lines = [points, c.curve(1.0)] if layout == "crossing" else [points]
    for line in lines:
        c.wash(c.line(line, width + rng.uniform(0.6, 2.5)) * 0.6, vary(rng, pick(rng, [DIRT, GRASS[season]])))
    for line in lines:
        c.wash(c.line(line, width), surface)
    if layout == "motorway":
        c.wash(c.line(points, rng.uniform(0.8, 1.6)), vary(rng, pick(rng, [GRASS[season], (0.9, 0.9, 0.88)])))
    elif width > 3:
        c.wash(c.line(points, 0.4) * 0.6, (0.92, 0.9, 0.8))
    if width > 2.5:
        c.paint_shapes(vehicles(c, points, width * 0.3, int(rng.integers(0, 9))))
    return {"kind": layout, "detail": "through " + ground}


def railway(c, season):
    rng = c.rng
    ground = countryside(c, season)
    points = c.curve(rng.uniform(0.2, 4))
    c.wash(c.line(points, rng.uniform(3.5, 7)), vary(rng, (0.52, 0.46, 0.42)))
    for side in (-1.2, 1.2):
        c.wash(c.line([(x + side, y + side * 0.4) for x, y in points], 0.5), (0.25, 0.23, 0.22))
    return {"kind": "", "detail": "through " + ground}


def houses(c, season):
    rng = c.rng
    c.fill(vary(rng, GRASS[season]), "fine", 0.08)
    roof = pick(rng, ["red", "grey", "brown", "white"])
    angle, step = rng.uniform(0, math.pi / 2), rng.uniform(6.5, 13)
    street = rng.uniform(1.6, 3)
    block = step * rng.integers(2, 4)
    u = c.xs * math.cos(angle) + c.ys * math.sin(angle)
    v = -c.xs * math.sin(angle) + c.ys * math.cos(angle)
    streets = np.clip(street - np.minimum(u % (block * 1.7), v % block) + 0.5, 0, 1)
    c.wash(streets, vary(rng, pick(rng, [ASPHALT, CONCRETE])))
    leafy = int(rng.integers(5, 60))
    trees(c, season, leafy, 0.8, 1.8)
    centres = rows_of_dots(c, step, step * rng.uniform(0.8, 1.2), angle, 0, 0.6)
    shapes = []
    for x, y in centres[rng.random(len(centres)) < rng.uniform(0.7, 1)]:
        w, h = step * rng.uniform(0.4, 0.65), step * rng.uniform(0.3, 0.5)
        colour = vary(rng, ROOFS[roof], 0.06)
        shapes.append((box(x + 0.6, y + 0.6, w, h, angle), (0.12, 0.12, 0.12)))
        shapes.append((box(x, y, w, h, angle), colour))
        shapes.append((box(x - math.sin(angle) * -h / 4, y + math.cos(angle) * -h / 4, w, h / 2, angle), [k * 0.8 for k in colour]))
    c.paint_shapes(shapes)
    return {"kind": "dense" if step < 8.5 else "", "roof": roof, "detail": "with trees and gardens" if leafy > 35 else ""}


def industry(c, season):
    rng = c.rng
    c.fill(vary(rng, pick(rng, [CONCRETE, ASPHALT, CONCRETE, DIRT])), "medium", 0.05)
    roof = pick(rng, ["white", "grey", "blue", "white"])
    angle = rng.uniform(0, math.pi / 2)
    step = rng.uniform(18, 36)
    shapes = []
    for x, y in rows_of_dots(c, step, step * rng.uniform(0.8, 1.3), angle, 0, 1.5):
        w, h = step * rng.uniform(0.55, 0.9), step * rng.uniform(0.4, 0.85)
        colour = vary(rng, ROOFS[roof], 0.05)
        shapes.append((box(x + 1.2, y + 1.2, w, h, angle), (0.15, 0.15, 0.16)))
        shapes.append((box(x, y, w, h, angle), colour))
        for k in range(int(rng.integers(0, 5))):
            off = (k - 1.5) * w / 5
            ridge = box(x + math.cos(angle) * off, y + math.sin(angle) * off, 0.6, h * 0.9, angle)
            shapes.append((ridge, [p * 0.85 for p in colour]))
    c.paint_shapes(shapes)
    detail = pick(rng, ["", "tanks", "lorries", ""])
    if detail == "tanks":
        centres = rng.uniform(8, 56, (rng.integers(3, 9), 2))
        c.wash(c.discs(centres + 0.8, np.full(len(centres), 3.4)) * 0.6, (0.1, 0.1, 0.1))
        c.wash(c.discs(centres, np.full(len(centres), 3.2)), vary(rng, (0.9, 0.9, 0.88)))
    elif detail == "lorries":
        lots = [box(*rng.uniform(4, 60, 2), 3.2, 1.2, angle) for _ in range(12)]
        c.paint_shapes([(p, vary(rng, (0.85, 0.85, 0.85), 0.1)) for p in lots])
    words = {"": "", "tanks": "with storage tanks", "lorries": "with lorries"}
    return {"kind": "", "roof": roof, "detail": words[detail]}


def parking(c, season):
    rng = c.rng
    c.fill(vary(rng, ASPHALT), "grain", 0.02)
    angle, step = rng.uniform(0, math.pi), rng.uniform(5, 8)
    shapes = []
    for x, y in rows_of_dots(c, step, 2.3, angle, 0, 0.15):
        if rng.random() < 0.7:
            colour = pick(rng, [(0.9, 0.9, 0.9), (0.1, 0.1, 0.12), (0.6, 0.6, 0.63), (0.65, 0.12, 0.1), (0.15, 0.25, 0.5)])
            shapes.append((box(x, y, 1.4, 3.0, angle), vary(rng, colour)))
    c.paint_shapes(shapes)
    return {"kind": "", "detail": ""}


def bare_soil(c, season):
    rng = c.rng
    colour = pick(rng, list(SOIL))
    c.fill(vary(rng, SOIL[colour]), pick(rng, ["medium", "coarse", "fine"]), rng.uniform(0.04, 0.12))
    c.blotches(vary(rng, SOIL[colour], 0.1), 0.4, "coarse", 0.9, 0.6)
    if rng.random() < 0.4:
        c.wash(c.line(c.curve(8), rng.uniform(0.6, 1.4)) * 0.5, vary(rng, DIRT))
    return {"kind": colour, "detail": ""}


def desert(c, season):
    rng = c.rng
    c.fill(vary(rng, SAND, 0.06), "medium", 0.03)
    angle = rng.uniform(0, math.pi)
    u = c.xs * math.cos(angle) + c.ys * math.sin(angle) + rng.uniform(2, 6) * c.noise.crop(rng, "coarse")
    ridge = np.sin(u * 2 * math.pi / rng.uniform(6, 18))
    c.rgb *= (1 + rng.uniform(0.06, 0.18) * ridge)[..., None]
    return {"kind": "", "detail": "with dunes"}


def beach(c, season):
    rng = c.rng
    c.fill(vary(rng, SAND), "fine", 0.04)
    angle = rng.uniform(0, 2 * math.pi)
    u = (c.xs - 32) * math.cos(angle) + (c.ys - 32) * math.sin(angle) + 2.5 * c.noise.crop(rng, "coarse")
    shore = rng.uniform(-8, 8)
    c.wash(np.clip((-u - rng.uniform(10, 22)) / 2, 0, 1), vary(rng, pick(rng, [GRASS[season], LEAVES[season], CONCRETE])))
    colour = pick(rng, ["blue", "turquoise", "green"])
    c.wash(np.clip(u - shore, 0, 1), water_layer(c, colour))
    c.wash(np.exp(-(((u - shore - rng.uniform(0, 3)) / 1.2) ** 2)) * 0.8, (0.95, 0.96, 0.96))
    return {"kind": "", "water": colour, "detail": ""}


def mountain(c, season):
    rng = c.rng
    c.fill(vary(rng, (0.45, 0.42, 0.39)), "medium", 0.05)
    height = c.noise.crop(rng, "coarse") + 0.25 * c.noise.crop(rng, "medium")
    gy, gx = np.gradient(height)
    c.rgb *= np.clip(1 + 1.6 * (gx * 0.8 + gy * 0.6), 0.35, 1.7)[..., None]
    snowy = season == "winter" or rng.random() < 0.3
    if snowy:
        c.wash(np.clip((height - rng.uniform(-0.5, 0.5)) * 3, 0, 1) * 0.9, SNOW)
    return {"kind": "snowy" if snowy else "", "detail": ""}


def quarry(c, season):
    rng = c.rng
    c.fill(vary(rng, (0.72, 0.67, 0.58)), "medium", 0.06)
    cx, cy = rng.uniform(20, 44, 2)
    r = np.hypot(c.xs - cx, c.ys - cy) + 4 * c.noise.crop(rng, "coarse")
    c.rgb *= (1 + 0.2 * np.sign(np.sin(r * 2 * math.pi / rng.uniform(6, 11))))[..., None]
    if rng.random() < 0.5:
        c.wash(np.clip(rng.uniform(4, 9) - r, 0, 1), WATER["turquoise"])
    return {"kind": "", "detail": ""}


def marsh(c, season):
    rng = c.rng
    c.fill(vary(rng, (0.36, 0.38, 0.24)), "fine", 0.1)
    c.blotches(vary(rng, WATER[pick(rng, ["dark", "green", "muddy"])]), rng.uniform(0.3, 0.6), "medium", 0.2, 0.9)
    return {"kind": "", "detail": ""}


def solar(c, season):
    rng = c.rng
    c.fill(vary(rng, pick(rng, [GRASS[season], DIRT])), "medium", 0.05)
    angle, pitch = rng.uniform(0, math.pi), rng.uniform(4, 7)
    shapes = [(box(x, y, 7.2, pitch * 0.6, angle), vary(rng, (0.12, 0.16, 0.30), 0.02)) for x, y in rows_of_dots(c, pitch, 8, angle, 0, 0)]
    c.paint_shapes(shapes)
    return {"kind": "", "detail": ""}


def airport(c, season):
    rng = c.rng
    c.fill(vary(rng, GRASS[season]), "medium", 0.04)
    points = c.curve(0.0)
    c.wash(c.line(points, rng.uniform(9, 16)), vary(rng, pick(rng, [ASPHALT, CONCRETE])))
    c.wash(c.line(points, 0.5), (0.95, 0.95, 0.95))
    side = [(x + 18, y + 8) for x, y in points]
    c.wash(c.line(side, rng.uniform(3, 5)), vary(rng, CONCRETE))
    return {"kind": "", "detail": ""}


DRAW = {f.__name__: f for f in (
    forest, crops, circles, pasture, orchard, vineyard, river, lake, sea, road, railway, houses, industry,
    parking, bare_soil, desert, beach, mountain, quarry, marsh, solar, airport,
)}

# The everyday land uses come twice as often as the rare ones.
COMMON = ("forest", "crops", "pasture", "orchard", "river", "sea", "lake", "road", "houses", "industry", "bare_soil")
SHARES = {use: 2.0 if use in COMMON else 1.0 for use in DRAW}
