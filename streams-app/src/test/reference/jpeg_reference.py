"""Makes JPEGs of the rarer kinds, and what Pillow decodes and resizes them to, for JpegParityTest. From the repository root
(numpy, pillow, and libjpeg-turbo's cjpeg on the path):

    python streams-app/src/test/reference/jpeg_reference.py streams-app/src/test/resources/io/clipstream/clip/jpegs
"""

import hashlib
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

# Every spectral selection and successive approximation that a file may go through, in an unusual order.
SCRIPT = """0,1,2: 0-0, 0, 1 ; 0: 1-5, 0, 2 ; 2: 1-63, 0, 1 ; 1: 1-63, 0, 1 ; 0: 6-63, 0, 2 ; 0: 1-63, 2, 1 ;
0,1,2: 0-0, 1, 0 ; 2: 1-63, 1, 0 ; 1: 1-63, 1, 0 ; 0: 1-63, 1, 0 ;"""


def scene(width: int, height: int, seed: int) -> Image.Image:
    """Smooth colours, an edge and a little noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        128 + 110 * np.sin(x / 11 + y / 29 + seed),
        128 + 110 * np.cos(y / 17 - x / 37),
        np.where(x * height > y * width, 220, 30),
    ]
    rgb = np.stack(planes, -1) + rng.normal(0, 6, (height, width, 3))
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))


def noise(width: int, height: int) -> Image.Image:
    """Nothing but extremes: sums that 16 bits do not hold."""
    return Image.fromarray((np.random.default_rng(1).integers(0, 2, (height, width, 3)) * 255).astype(np.uint8))


def cjpeg(image: Image.Image, *options: str) -> bytes:
    ppm = io.BytesIO()
    image.save(ppm, "PPM")
    return subprocess.run(["cjpeg", *options], input=ppm.getvalue(), capture_output=True, check=True).stdout


def overflowing(count: int) -> bytes:
    """So many coefficients of 15 bits in each block, times steps of 16: products, and their sums, that 32 bits do not hold."""

    def marker(kind: int, data: bytes) -> bytes:
        return bytes([0xFF, kind]) + (len(data) + 2).to_bytes(2, "big") + data

    rng = np.random.default_rng(3)
    bits = ""
    for _ in range(16):
        bits += "0" + "".join(f"0{rng.integers(0, 1 << 15):015b}" for _ in range(count))
        bits += "10" if count < 63 else ""
    bits += "1" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return (
        b"\xff\xd8"
        + marker(0xDB, b"\x10" + (40000).to_bytes(2, "big") * 64)
        + marker(0xC1, bytes([8, 0, 32, 0, 32, 1, 1, 0x11, 0]))
        + marker(0xC4, bytes([0x00, 1] + [0] * 15 + [0]))
        + marker(0xC4, bytes([0x10, 1, 1] + [0] * 14 + [15, 0]))
        + marker(0xDA, bytes([1, 1, 0, 0, 63, 0]))
        + body
        + b"\xff\xd9"
    )


def files() -> dict[str, bytes]:
    with tempfile.NamedTemporaryFile("w", suffix=".scans") as script, tempfile.NamedTemporaryFile("w") as single:
        script.write(SCRIPT)
        script.flush()
        single.write("0; 1; 2;")
        single.flush()
        made = {
            f"sampling-{s.replace(',', '-')}": cjpeg(scene(75, 53, i), "-quality", "80", "-sample", s)
            for i, s in enumerate(
                ["1x2", "4x1", "4x2", "1x4", "3x1", "1x1,2x2,2x2", "2x2,1x2,2x1", "2x2,2x1,1x2", "4x1,2x1,1x1"]
            )
        }
        made |= {
            "scans-progressive": cjpeg(scene(61, 85, 20), "-quality", "85", "-scans", script.name),
            "scans-restart": cjpeg(scene(61, 85, 21), "-restart", "2B", "-scans", script.name),
            "scans-sequential": cjpeg(scene(61, 85, 22), "-quality", "85", "-scans", single.name),
            "restart-every-unit": cjpeg(scene(53, 41, 23), "-quality", "75", "-restart", "1B"),
            "grey-progressive": cjpeg(scene(53, 41, 24), "-quality", "75", "-grayscale", "-progressive"),
            "quality-1": cjpeg(noise(40, 40), "-quality", "1"),
            "quality-100": cjpeg(noise(35, 27), "-quality", "100", "-sample", "1x1"),
            "quality-100-420": cjpeg(noise(35, 27), "-quality", "100"),
            "optimised-420": cjpeg(scene(99, 61, 25), "-quality", "95", "-optimize"),
            "wide-420": cjpeg(scene(300, 90, 26), "-quality", "60"),
            "tall-422-progressive": cjpeg(scene(90, 300, 27), "-quality", "60", "-sample", "2x1", "-progressive"),
        }
        for width, height in ((1, 1), (2, 9), (4, 3), (5, 17), (17, 16)):
            made[f"size-{width}x{height}"] = cjpeg(scene(width, height, width), "-quality", "90")
    made["steps-of-16-bits"] = overflowing(63)
    made["steps-of-16-bits-one-row"] = overflowing(1)
    made["bytes-behind-the-end"] = made["size-17x16"] + b"\xff\xd8\xff behind"
    return made


def square(image: Image.Image, side: int) -> np.ndarray:
    width, height = image.size
    short = min(width, height)
    resized = image.resize((int(side * width / short), int(side * height / short)), Image.Resampling.BICUBIC)
    left, top = (resized.width - side) // 2, (resized.height - side) // 2
    return np.asarray(resized)[top : top + side, left : left + side]


def sha(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, data in files().items():
        (target / f"{name}.jpg").write_bytes(data)
        image = Image.open(io.BytesIO(data)).convert("RGB")
        expected[f"{name}.jpg"] = {
            "decoded": sha(np.asarray(image)),
            "square32": sha(square(image, 32)),
            "square224": sha(square(image, 224)),
        }
    (target / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
