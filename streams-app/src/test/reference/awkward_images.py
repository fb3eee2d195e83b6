"""The images that clip_reference.py adds to the plain ones: WebP, 16 bits, interlaced, CMYK, animated, tiny and very thin."""

import io
import struct
import zlib
from pathlib import Path
from typing import Callable

import numpy as np
from PIL import Image, PngImagePlugin

ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="8"/></x:xmpmeta>'


def png(samples: np.ndarray, bits: int, kind: int, interlaced: bool = False, before: list[tuple[bytes, bytes]] = []) -> bytes:
    """A PNG of [height, width, channels] samples, which Pillow's writer would not make: 16 bits, Adam7, few bits of grey."""
    height, width = samples.shape[:2]

    def lines(part: np.ndarray) -> bytes:
        if part.shape[1] == 0:
            return b""
        if bits == 16:
            return b"".join(b"\0" + line.astype(">u2").tobytes() for line in part)
        digits = np.unpackbits(part.astype(np.uint8)[..., None], axis=-1)[..., 8 - bits :]
        return b"".join(b"\0" + np.packbits(line.reshape(-1)).tobytes() for line in digits)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    raw = b"".join(lines(samples[y::dy, x::dx]) for x, y, dx, dy in ADAM7) if interlaced else lines(samples)
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, int(interlaced))
    chunks = [(b"IHDR", header), *before, (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*c) for c in chunks)


def webp_chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def webp_with_offset(picture: Image.Image, left: int, top: int, width: int, height: int) -> bytes:
    """An animation whose first frame fills only a part of its canvas."""
    out = io.BytesIO()
    picture.save(out, "WEBP", lossless=True)
    number = lambda n: struct.pack("<I", n)[:3]
    place = number(left // 2) + number(top // 2) + number(picture.width - 1) + number(picture.height - 1)
    frame = webp_chunk(b"ANMF", place + number(100) + b"\0" + out.getvalue()[12:])
    size = webp_chunk(b"VP8X", b"\x02\0\0\0" + number(width - 1) + number(height - 1))
    body = b"WEBP" + size + webp_chunk(b"ANIM", b"\xff\xff\xff\xff\0\0") + frame
    return webp_chunk(b"RIFF", body)


def marked(jpeg: bytes, transform: int | None) -> bytes:
    """A CMYK JPEG whose Adobe marker says another colour transform, or is gone."""
    at = jpeg.index(b"\xff\xee")
    end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    if transform is None:
        return jpeg[:at] + jpeg[end:]
    return jpeg[: end - 1] + bytes([transform]) + jpeg[end:]


def with_alpha(image: Image.Image, mask: Image.Image) -> Image.Image:
    made = image.convert("RGBA")
    made.putalpha(mask.convert("L").point(lambda v: 0 if v < 90 else v))
    return made


def write(folder: Path, scene: Callable[[int, int, int], Image.Image]) -> None:
    def save(name: str, image: Image.Image, **options) -> None:
        image.save(folder / name, **options)

    def encoded(image: Image.Image, kind: str, **options) -> bytes:
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()

    def put(name: str, data: bytes) -> None:
        (folder / name).write_bytes(data)

    upside = Image.Exif()
    upside[0x0112] = 6
    transparent = with_alpha(scene(51, 34, 31), scene(51, 34, 32))

    save("lossy.webp", scene(101, 67, 33), quality=80, method=6)
    save("lossy-coarse.webp", scene(67, 101, 34), quality=5, method=4)
    save("lossy-fine.webp", scene(35, 33, 35), quality=100, method=2)
    save("lossy-one-pixel.webp", scene(1, 1, 36), quality=80)
    save("lossy-alpha.webp", transparent, quality=70)
    save("lossless.webp", scene(63, 45, 37), lossless=True)
    save("lossless-alpha.webp", transparent, lossless=True, exact=True)
    save("lossless-one-pixel.webp", scene(1, 1, 38), lossless=True)
    for colours in (2, 4, 16, 200):
        save(f"lossless-{colours}-colours.webp", scene(37, 29, 39).quantize(colours).convert("RGB"), lossless=True)
    flat = Image.fromarray(np.asarray(scene(96, 80, 40)) // 32 * 32)
    save("lossless-flat.webp", flat, lossless=True, quality=100, method=6)
    save("first-of-two.webp", scene(40, 31, 41), save_all=True, append_images=[scene(40, 31, 42)], quality=60)
    put("offset.webp", webp_with_offset(scene(20, 10, 43), 6, 12, 41, 30))
    save("exif-6.webp", scene(31, 19, 44), quality=80, exif=upside)
    save("xmp-8.webp", scene(31, 19, 44), lossless=True, xmp=XMP.encode())

    wide = np.asarray(scene(23, 17, 45)).astype(np.uint32) * 257 + np.arange(23)[None, :, None] * 5
    wide = np.clip(wide, 0, 65535)
    opacity = np.asarray(scene(23, 17, 46).convert("L")).astype(np.uint32)[..., None] * 257
    first = wide[0, 0].astype(">u2").tobytes()
    put("grey-16.png", png(wide[..., :1], 16, 0))
    put("grey-16-transparent.png", png(wide[..., :1], 16, 0, before=[(b"tRNS", first[:2])]))
    put("grey-alpha-16.png", png(np.concatenate([wide[..., :1], opacity], -1), 16, 4))
    put("rgb-16.png", png(wide, 16, 2))
    put("rgb-16-transparent.png", png(wide, 16, 2, before=[(b"tRNS", first)]))
    put("rgb-16-interlaced.png", png(wide, 16, 2, interlaced=True))
    put("rgba-16.png", png(np.concatenate([wide, opacity], -1), 16, 6))
    eight = np.asarray(scene(29, 31, 47))
    put("interlaced.png", png(eight, 8, 2, interlaced=True))
    put("interlaced-one-pixel.png", png(eight[:1, :1], 8, 2, interlaced=True))
    for bits in (1, 2, 4):
        put(f"grey-{bits}-interlaced.png", png(eight[..., :1] >> 8 - bits, bits, 0, interlaced=True))
    put("grey-2.png", png(eight[..., :1] >> 6, 2, 0))
    put("rgb-transparent.png", png(eight, 8, 2, before=[(b"tRNS", b"".join(bytes([0, v]) for v in eight[0, 0]))]))
    palette = bytes(range(0, 48, 3)) * 3
    chunks = [(b"PLTE", palette[:48]), (b"tRNS", bytes([0, 128, 255]))]
    put("palette-4-interlaced.png", png(eight[..., :1] >> 4, 4, 3, interlaced=True, before=chunks))
    save("first-of-two.png", scene(40, 31, 48), save_all=True, append_images=[scene(40, 31, 49)])
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", XMP, zip=True)
    save("xmp-8.png", scene(31, 19, 44), pnginfo=notes)
    profile = b"Exif\0\0" + upside.tobytes().removeprefix(b"Exif\0\0")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Raw profile type exif", f"\nexif\n{len(profile):8}\n{profile.hex()}\n", zip=True)
    save("profile-6.png", scene(31, 19, 44), pnginfo=notes)

    inks = Image.merge("CMYK", [*scene(57, 43, 50).split(), scene(57, 43, 51).convert("L")])
    save("cmyk.jpg", inks, quality=85)
    put("cmyk-without-adobe.jpg", marked(encoded(inks, "JPEG", quality=85), None))
    for key in ("4:4:4", "4:2:0"):
        ycck = encoded(inks, "JPEG", quality=85, subsampling=key, progressive=key == "4:2:0", exif=upside)
        put(f"ycck-{key.replace(':', '')}-exif-6.jpg", marked(ycck, 2))

    drawn = scene(50, 37, 52).quantize(64)
    save("transparent.gif", drawn, transparency=3, save_all=True, append_images=[scene(50, 37, 53).quantize(64)])
    smooth = Image.fromarray(np.asarray(scene(10000, 20, 54).resize((50, 20)).resize((10000, 20))) // 16 * 16)
    save("very-wide.png", smooth, optimize=True)
    save("very-tall.webp", smooth.rotate(90, expand=True), quality=30)
    save("very-wide.jpg", smooth, quality=40)
