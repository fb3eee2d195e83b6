"""A 64x64 float canvas with the few brushes the land uses need: noise, masks, colour washes."""

import math

import numpy as np
from PIL import Image, ImageDraw

SIZE = 64
OVER = 2  # masks are drawn at twice the size and averaged down, which is antialiasing
FIELD = 192


def _noise_field(rng, slope):
    """Returns a tileable noise field whose spectrum falls with the given slope, zero mean and unit deviation."""
    fx = np.fft.fftfreq(FIELD)[:, None]
    fy = np.fft.rfftfreq(FIELD)[None, :]
    radius = np.hypot(fx, fy)
    radius[0, 0] = 1.0
    white = np.fft.rfft2(rng.standard_normal((FIELD, FIELD)))
    white[0, 0] = 0.0
    field = np.fft.irfft2(white / radius**slope, s=(FIELD, FIELD))
    return (field / field.std()).astype(np.float32)


class Noise:
    """A bank of noise fields, made once, from which every scene takes random crops."""

    SLOPES = {"grain": 0.0, "fine": 0.7, "medium": 1.3, "coarse": 2.0}

    def __init__(self, seed=7, fields=12):
        rng = np.random.default_rng(seed)
        self._bank = {name: [_noise_field(rng, s) for _ in range(fields)] for name, s in self.SLOPES.items()}

    def crop(self, rng, kind):
        fields = self._bank[kind]
        field = fields[rng.integers(len(fields))]
        x, y = rng.integers(0, FIELD - SIZE, 2)
        patch = field[y : y + SIZE, x : x + SIZE]
        if rng.random() < 0.5:
            patch = patch[:, ::-1]
        return patch.T if rng.random() < 0.5 else patch


class Canvas:
    """One scene while it is drawn; colours are RGB in 0..1."""

    ys, xs = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)

    def __init__(self, rng, noise):
        self.rng = rng
        self.noise = noise
        self.rgb = np.zeros((SIZE, SIZE, 3), np.float32)

    def fill(self, colour, kind="medium", amount=0.05):
        self.rgb[:] = self.textured(colour, kind, amount)

    def textured(self, colour, kind="medium", amount=0.05):
        """Returns a full layer of one colour whose brightness follows a noise field."""
        layer = np.asarray(colour, np.float32) * (1.0 + amount * 2.0 * self.noise.crop(self.rng, kind))[..., None]
        return layer.astype(np.float32)

    def blotches(self, colour, share, kind="coarse", softness=0.3, strength=0.8):
        """Lays irregular patches of a colour over about the given share of the canvas."""
        field = self.noise.crop(self.rng, kind)
        edge = np.quantile(field[::4, ::4], 1.0 - share)
        mask = np.clip((field - edge) / softness, 0.0, 1.0) * strength
        self.wash(mask, colour)
        return mask

    def wash(self, mask, colour):
        layer = np.asarray(colour, np.float32)
        self.rgb += mask[..., None] * (layer - self.rgb)

    def mask(self, draw):
        """Returns the antialiased mask of what the callback draws with Pillow, in canvas coordinates times OVER."""
        image = Image.new("L", (SIZE * OVER, SIZE * OVER), 0)
        draw(ImageDraw.Draw(image))
        return np.asarray(image.reduce(OVER), np.float32) / 255.0

    def polygon(self, points):
        return self.mask(lambda d: d.polygon([(x * OVER, y * OVER) for x, y in points], fill=255))

    def line(self, points, width):
        scaled = [(x * OVER, y * OVER) for x, y in points]
        return self.mask(lambda d: d.line(scaled, fill=255, width=max(1, round(width * OVER)), joint="curve"))

    def discs(self, centres, radii):
        def draw(d):
            for (x, y), r in zip(centres, radii):
                d.ellipse([(x - r) * OVER, (y - r) * OVER, (x + r) * OVER, (y + r) * OVER], fill=255)

        return self.mask(draw)

    def paint_shapes(self, shapes):
        """Draws many flat coloured polygons at once; each shape is (points, colour)."""
        small = Image.fromarray((np.clip(self.rgb, 0, 1) * 255).astype(np.uint8))
        image = small.resize((SIZE * OVER, SIZE * OVER), Image.Resampling.NEAREST)
        d = ImageDraw.Draw(image)
        for points, colour in shapes:
            rgb = tuple(int(255 * min(1.0, max(0.0, c))) for c in colour)
            d.polygon([(x * OVER, y * OVER) for x, y in points], fill=rgb)
        self.rgb = np.asarray(image.reduce(OVER), np.float32) / 255.0

    def curve(self, bend, margin=8):
        """Returns the points of a random curve that crosses the whole canvas."""
        rng = self.rng
        angle = rng.uniform(0, math.pi)
        dx, dy = math.cos(angle), math.sin(angle)
        cx, cy = rng.uniform(SIZE * 0.3, SIZE * 0.7, 2)
        reach = SIZE * 0.75 + margin
        t = np.linspace(-1, 1, 24)
        phase, waves = rng.uniform(0, 6.3), rng.uniform(1.0, 3.0)
        side = bend * (np.sin(t * waves * 2 + phase) + 0.4 * np.sin(t * waves * 5 + phase * 2))
        side -= side[12]
        return [(cx + dx * reach * u - dy * s, cy + dy * reach * u + dx * s) for u, s in zip(t, side)]


def box(cx, cy, w, h, angle):
    """Returns the corners of a rotated rectangle."""
    c, s = math.cos(angle), math.sin(angle)
    return [
        (cx + c * x - s * y, cy + s * x + c * y)
        for x, y in ((-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2))
    ]
