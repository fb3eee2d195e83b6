"""Encodes images with CLIP in eager PyTorch, as the peer of `clipstream bench encode`.

On its own it measures and prints the same JSON as `clipstream bench encode --json`. With --serve it measures slices on
request, so that both take turns in one run; README.md beside this file has the protocol.
"""

import argparse
import copy
import io
import json
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

try:
    import torch
    from PIL import Image, ImageOps
    from PIL import __version__ as pillow_version
except ImportError as missing:
    # A line that clipstream understands, and people too.
    print(json.dumps({"error": str(missing)}))
    sys.exit(1)

try:
    import torchvision  # noqa: F401
except Exception:
    # transformers' CLIP does without, but not with one that does not fit torch.
    sys.modules["torchvision"] = None

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
OPEN_CLIP = {
    "vit-b-32": "ViT-B-32-quickgelu",
    "vit-b-16": "ViT-B-16-quickgelu",
    "vit-l-14": "ViT-L-14-quickgelu",
    "vit-l-14-336": "ViT-L-14-336-quickgelu",
    "vit-h-14": "ViT-H-14",
    "vit-g-14": "ViT-g-14",
    "vit-bigg-14": "ViT-bigG-14",
}


def vision(width, mlp, depth, heads, size, patch, dimension, activation="quick_gelu"):
    tower = dict(hidden_size=width, intermediate_size=mlp, num_hidden_layers=depth, num_attention_heads=heads)
    return dict(tower, image_size=size, patch_size=patch, projection_dim=dimension, hidden_act=activation)


ARCHITECTURES = {
    "vit-b-32": vision(768, 3072, 12, 12, 224, 32, 512),
    "vit-b-16": vision(768, 3072, 12, 12, 224, 16, 512),
    "vit-l-14": vision(1024, 4096, 24, 16, 224, 14, 768),
    "vit-l-14-336": vision(1024, 4096, 24, 16, 336, 14, 768),
    "vit-h-14": vision(1280, 5120, 32, 16, 224, 14, 1024, "gelu"),
    "vit-g-14": vision(1408, 6144, 40, 16, 224, 14, 1024, "gelu"),
    "vit-bigg-14": vision(1664, 8192, 48, 16, 224, 14, 1280, "gelu"),
}


class Encoder:
    """An image tower of one library; `encode` gives normalised features."""

    device = "cpu"

    def __init__(self, library, model, encode, size, flops):
        self.library = library
        self.model = model.eval()
        self.encode = encode
        self.size = size
        self.flops = flops
        self.by_precision = {}

    def at(self, precision):
        if precision not in self.by_precision:
            self.by_precision[precision] = copy.deepcopy(self.model).to(self.device, DTYPES[precision])
        return self.by_precision[precision]


def flops(config):
    """Of the tower as published: a multiplication and an addition count as two."""
    patches = (config.image_size // config.patch_size) ** 2
    width, length = config.hidden_size, patches + 1
    layer = length * (4 * width * width + 2 * width * config.intermediate_size) + 2 * length * length * width
    embedding = patches * 3 * config.patch_size**2 * width
    return 2 * (embedding + config.num_hidden_layers * layer + width * config.projection_dim)


def transformers_encoder(folder, architecture):
    from transformers import CLIPConfig, CLIPModel, CLIPVisionConfig, CLIPVisionModelWithProjection
    from transformers import __version__ as version

    library = "transformers " + version + " (sdpa)"
    if folder:
        whole = CLIPConfig.from_pretrained(folder)
        config = whole.vision_config
        config.projection_dim = whole.projection_dim
        loaded = CLIPModel.from_pretrained(folder, dtype=torch.float32)
        config._attn_implementation = "sdpa"
        model = CLIPVisionModelWithProjection(config)
        model.vision_model.load_state_dict(loaded.vision_model.state_dict())
        model.visual_projection.load_state_dict(loaded.visual_projection.state_dict())
    else:
        torch.manual_seed(1)
        config = CLIPVisionConfig(**ARCHITECTURES[architecture], attn_implementation="sdpa")
        model = CLIPVisionModelWithProjection(config)

    def encode(tower, pixels):
        features = tower(pixel_values=pixels).image_embeds
        return torch.nn.functional.normalize(features.float(), dim=-1)

    return Encoder(library, model, encode, config.image_size, flops(config))


def open_clip_encoder(architecture):
    import open_clip

    torch.manual_seed(1)
    model = open_clip.create_model(OPEN_CLIP[architecture], pretrained=None).visual
    config = argparse.Namespace(**ARCHITECTURES[architecture])

    def encode(tower, pixels):
        return torch.nn.functional.normalize(tower(pixels).float(), dim=-1)

    return Encoder("open_clip " + open_clip.__version__, model, encode, config.image_size, flops(config))


class Crew:
    """Threads side by side, each with its own number of PyTorch threads."""

    def __init__(self, workers, threads):
        self.workers, self.threads = workers, threads
        self.pools = [ThreadPoolExecutor(1) for _ in range(workers)]
        for pool in self.pools:
            # PyTorch's setting belongs to the thread once that has read it; one after another, since it is global before.
            pool.submit(self.claim).result()

    def claim(self):
        torch.set_num_threads(self.threads)
        assert torch.get_num_threads() == self.threads

    def measure(self, seconds, work):
        """Repeats work, which returns its units; returns units a second, processor seconds a unit, seconds."""

        def repeat():
            begin, units = time.perf_counter(), 0
            with torch.inference_mode():
                while True:
                    units += work()
                    elapsed = time.perf_counter() - begin
                    if elapsed >= seconds:
                        return units, units / elapsed

        cpu, begin = time.process_time(), time.perf_counter()
        found = [future.result() for future in [pool.submit(repeat) for pool in self.pools]]
        took, cpu = time.perf_counter() - begin, time.process_time() - cpu
        return sum(rate for _, rate in found), cpu / sum(units for units, _ in found), took


class Peer:
    TRIAL_SECONDS = 0.5

    def __init__(self, folder, architecture, images, device):
        Encoder.device = device
        self.device = device
        self.encoders = []
        self.missing = []
        self.offer(lambda: transformers_encoder(folder, architecture))
        if architecture:
            self.offer(lambda: open_clip_encoder(architecture))
        if not self.encoders:
            raise RuntimeError("neither transformers nor open_clip can be used: " + "; ".join(self.missing))
        self.crews = [Crew(1, CORES)] + ([Crew(CORES, 1)] if device == "cpu" and CORES > 1 else [])
        self.chosen = {}
        self.files = [p.read_bytes() for p in sorted(Path(images).rglob("*")) if p.is_file()] if images else drawn()
        self.name = ", ".join(
            ["PyTorch " + torch.__version__, "Pillow " + pillow_version] + [e.library for e in self.encoders]
        )

    def offer(self, make):
        try:
            self.encoders.append(make())
        except ImportError as error:
            self.missing.append(str(error))

    def slice(self, candidate, precision, batch, seconds):
        encoder, crew = candidate
        tower = encoder.at(precision)
        pixels = torch.rand(batch, 3, encoder.size, encoder.size).to(DTYPES[precision])

        def work():
            # To the device and back, as for ours; on the processor both are free.
            encoder.encode(tower, pixels.to(self.device)).cpu()
            return batch

        return crew.measure(seconds, work)

    def best(self, precision, batch):
        """The fastest library and layout, by the median of three trials in turn; the first call is the warm-up."""
        if (precision, batch) not in self.chosen:
            candidates = [(encoder, crew) for encoder in self.encoders for crew in self.crews]
            rates = [[] for _ in candidates]
            for trial in range(4):
                for candidate, found in zip(candidates, rates):
                    rate = self.slice(candidate, precision, batch, self.TRIAL_SECONDS if trial else 0)[0]
                    found.append(rate)
            medians = [statistics.median(found[1:]) for found in rates]
            self.chosen[precision, batch] = candidates[medians.index(max(medians))]
        return self.chosen[precision, batch]

    def encode(self, precision, batch, seconds):
        candidate = self.best(precision, batch)
        rate, core, took = self.slice(candidate, precision, batch, seconds)
        return {
            "imagesPerSecond": rate,
            "coreSecondsPerImage": core,
            "seconds": took,
            "library": candidate[0].library,
            "workers": candidate[1].workers,
            "threads": candidate[1].threads,
        }

    def images(self, seconds):
        """Milliseconds of one core for decoding, and for resizing and cropping as CLIP does, an image."""
        begin, decoding, fitting, count = time.perf_counter(), 0.0, 0.0, 0
        size = self.encoders[0].size
        while True:
            for data in self.files:
                start = time.thread_time()
                image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
                decoded = time.thread_time()
                fit(image, size)
                fitting += time.thread_time() - decoded
                decoding += decoded - start
                count += 1
            if time.perf_counter() - begin >= seconds:
                return {"decodeMs": 1000 * decoding / count, "preprocessMs": 1000 * fitting / count}


def fit(image, size):
    """The short side to `size`, bicubic, and the centre: bytes, as normalising belongs to the encoder."""
    width, height = image.size
    scale = (size, int(size * height / width)) if width <= height else (int(size * width / height), size)
    image = image.resize(scale, Image.BICUBIC)
    left, top = (scale[0] - size) // 2, (scale[1] - size) // 2
    return image.crop((left, top, left + size, top + size)).tobytes()


def drawn():
    """Noise at several scales, 500 x 375, quality 88: about as hard to decode as a photograph."""
    generator = torch.Generator().manual_seed(1)
    files = []
    for _ in range(8):
        pixels = torch.full((1, 3, 375, 500), 0.5)
        for cell, strength in ((64, 0.25), (32, 0.16), (16, 0.1), (8, 0.06), (4, 0.04), (1, 0.02)):
            grid = torch.randn(1, 3, 375 // cell + 1, 500 // cell + 1, generator=generator) * strength
            pixels += torch.nn.functional.interpolate(grid, (375, 500), mode="bilinear")
        array = (pixels[0].permute(1, 2, 0).clamp(0, 1) * 255).to(torch.uint8).numpy()
        buffer = io.BytesIO()
        Image.fromarray(array).save(buffer, "JPEG", quality=88)
        files.append(buffer.getvalue())
    return files


def peak(crew, precision, seconds, encoder, device):
    """Operations a second of the best of three matrix products, as in `clipstream bench encode`."""
    config = encoder.model.config if hasattr(encoder.model, "config") else None
    width, inner = (config.hidden_size, config.intermediate_size) if config else (768, 3072)
    best = 0.0
    for rows, k, n in ((1600, width, inner), (1600, inner, width), (2048, 2048, 2048)):
        x, w = torch.randn(rows, k).to(device, DTYPES[precision]), torch.randn(n, k).to(device, DTYPES[precision])

        def work():
            torch.nn.functional.linear(x, w)[0, 0].item()
            return 2 * rows * k * n

        crew.measure(0, work)
        best = max(best, crew.measure(seconds, work)[0])
    return best


def serve(peer, out):
    def answer(value):
        out.write(json.dumps(value) + "\n")
        out.flush()

    answer({"name": peer.name})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["op"] == "encode":
                answer(peer.encode(request["precision"], request["batch"], request["seconds"]))
            elif request["op"] == "images":
                answer(peer.images(request["seconds"]))
            else:
                answer({"error": "unknown op " + str(request["op"])})
        except Exception as error:
            answer({"error": type(error).__name__ + ": " + str(error)})


def measure(peer, precisions, batches, seconds, rounds):
    combinations = [(precision, batch) for precision in precisions for batch in batches]
    rates, shares, images = {c: [] for c in combinations}, {c: [] for c in combinations}, []
    found = {}
    for precision, batch in combinations:
        peer.best(precision, batch)
    for _ in range(rounds):
        images.append(peer.images(seconds / rounds))
        for precision, batch in combinations:
            encoder, crew = peer.best(precision, batch)
            top = peak(crew, precision, seconds / rounds / 6, encoder, peer.device)
            found[precision, batch] = result = peer.encode(precision, batch, seconds / rounds)
            rates[precision, batch].append(result["imagesPerSecond"])
            shares[precision, batch].append(result["imagesPerSecond"] * encoder.flops / top)
    runs = []
    for precision, batch in combinations:
        last = found[precision, batch]
        runs.append(
            {
                "precision": precision,
                "batch": batch,
                "workers": last["workers"],
                "threads": last["threads"],
                "library": last["library"],
                "imagesPerSecond": statistics.median(rates[precision, batch]),
                "fractionOfPeak": statistics.median(shares[precision, batch]),
                "coreMsPerImage": 1000 * last["coreSecondsPerImage"],
            }
        )
    return {
        "bench": "encode",
        "peer": peer.name,
        "cores": CORES,
        "decodeMsPerImage": statistics.median(i["decodeMs"] for i in images),
        "preprocessMsPerImage": statistics.median(i["preprocessMs"] for i in images),
        "runs": runs,
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="", help="checkpoint folder in Hugging Face's layout")
    parser.add_argument("--architecture", default="", help="random weights in: " + ", ".join(ARCHITECTURES))
    parser.add_argument("--images", default="", help="folder of image files; drawn ones without it")
    parser.add_argument("--device", default="cpu", help="cpu or cuda:N")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--batch", default="1,8,32")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", action="store_true", help="measure slices on request")
    chosen = parser.parse_args()
    if not chosen.model and not chosen.architecture:
        chosen.architecture = "vit-b-32"
    if chosen.architecture and chosen.architecture not in ARCHITECTURES:
        parser.error("--architecture is one of " + ", ".join(ARCHITECTURES))
    return chosen


def main():
    chosen = arguments()
    # Libraries may print; the protocol keeps standard output to itself.
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        peer = Peer(chosen.model, chosen.architecture, chosen.images, chosen.device)
    except Exception as error:
        if not chosen.serve:
            raise
        out.write(json.dumps({"error": type(error).__name__ + ": " + str(error)}) + "\n")
        return
    if chosen.serve:
        serve(peer, out)
    else:
        batches = [int(batch) for batch in chosen.batch.split(",")]
        result = measure(peer, chosen.precision.split(","), batches, chosen.seconds, chosen.rounds)
        out.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
