"""Classifies images from a Kafka topic with CLIP, as the Python peer of `clipstream-load compare`.

A consumer as one would write it with care: librdkafka reads ahead, worker processes decode, PyTorch encodes in batches of up
to 32 without ever waiting for a full one, answers are produced asynchronously, and offsets are committed once the brokers
have the answers (at-least-once). Records are image files with the image's id as key; answers are JSON under the same key.
"""

import argparse
import json
import os
import signal
import statistics
import sys
import threading
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path

BATCH = 32
# Images to a decoding task: enough that handing them over costs little.
CHUNK = 4
COMMIT_SECONDS = 1.0


def decode(files, size):
    """Runs in a worker process: the pixels of some files, one after another."""
    import io

    from PIL import Image, ImageOps

    rows = []
    for data in files:
        image = Image.open(io.BytesIO(data))
        image = ImageOps.exif_transpose(image).convert("RGB")
        width, height = image.size
        scale = (size, int(size * height / width)) if width <= height else (int(size * width / height), size)
        image = image.resize(scale, Image.BICUBIC)
        left, top = (scale[0] - size) // 2, (scale[1] - size) // 2
        rows.append(image.crop((left, top, left + size, top + size)).tobytes())
    return b"".join(rows)


def quiet_worker():
    """Stopping is the parent's to decide; without it there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def open_clip_tower(folder):
    """The checkpoint's image tower in open_clip's own modules; None where its shape is not one of theirs."""
    import open_clip
    import torch
    from transformers import CLIPModel

    whole = CLIPModel.from_pretrained(folder, dtype=torch.float32)
    config, source = whole.config.vision_config, whole.state_dict()
    if config.hidden_act not in ("quick_gelu", "gelu"):
        return None
    tower = open_clip.transformer.VisionTransformer(
        image_size=config.image_size,
        patch_size=config.patch_size,
        width=config.hidden_size,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        mlp_ratio=config.intermediate_size / config.hidden_size,
        output_dim=whole.config.projection_dim,
        act_layer=open_clip.transformer.QuickGELU if config.hidden_act == "quick_gelu" else torch.nn.GELU,
    )
    v = "vision_model."
    state = {
        "class_embedding": source[v + "embeddings.class_embedding"],
        "conv1.weight": source[v + "embeddings.patch_embedding.weight"],
        "positional_embedding": source[v + "embeddings.position_embedding.weight"],
        "proj": source["visual_projection.weight"].T.contiguous(),
    }
    for ours, theirs in (("ln_pre", "pre_layrnorm"), ("ln_post", "post_layernorm")):
        for kind in ("weight", "bias"):
            state[f"{ours}.{kind}"] = source[f"{v}{theirs}.{kind}"]
    pairs = (
        ("ln_1", "layer_norm1"),
        ("ln_2", "layer_norm2"),
        ("attn.out_proj", "self_attn.out_proj"),
        ("mlp.c_fc", "mlp.fc1"),
        ("mlp.c_proj", "mlp.fc2"),
    )
    for layer in range(config.num_hidden_layers):
        to, at = f"transformer.resblocks.{layer}.", f"{v}encoder.layers.{layer}."
        for kind in ("weight", "bias"):
            for ours, theirs in pairs:
                state[f"{to}{ours}.{kind}"] = source[f"{at}{theirs}.{kind}"]
            parts = [source[f"{at}self_attn.{part}_proj.{kind}"] for part in "qkv"]
            state[f"{to}attn.in_proj_{kind}"] = torch.cat(parts)
    tower.load_state_dict(state)
    tower.output_tokens = False
    return tower, config.image_size


def transformers_tower(folder):
    import torch
    from transformers import CLIPConfig, CLIPModel, CLIPVisionModelWithProjection

    whole = CLIPConfig.from_pretrained(folder)
    config = whole.vision_config
    config.projection_dim = whole.projection_dim
    config._attn_implementation = "sdpa"
    loaded = CLIPModel.from_pretrained(folder, dtype=torch.float32)
    model = CLIPVisionModelWithProjection(config)
    model.vision_model.load_state_dict(loaded.vision_model.state_dict())
    model.visual_projection.load_state_dict(loaded.visual_projection.state_dict())
    return model, config.image_size


class Classifier:
    """Image tower and head in one precision: bytes of pixels to labels with their probabilities."""

    MEAN = (0.48145466, 0.4578275, 0.40821073)
    STD = (0.26862954, 0.26130258, 0.27577711)

    def __init__(self, folder, library, precision, classes):
        import torch

        self.torch = torch
        self.library = library
        tower, self.size = open_clip_tower(folder) if library == "open_clip" else transformers_tower(folder)
        self.dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[precision]
        self.tower = tower.eval().to(self.dtype)
        self.mean = torch.tensor(self.MEAN).view(1, 3, 1, 1) * 255
        self.std = torch.tensor(self.STD).view(1, 3, 1, 1) * 255
        self.classes = classes
        self.head = None

    def features(self, pixels):
        out = self.tower(pixels) if self.library == "open_clip" else self.tower(pixel_values=pixels).image_embeds
        return self.torch.nn.functional.normalize(out.float(), dim=-1)

    def __call__(self, chunks):
        torch = self.torch
        with torch.inference_mode():
            raw = torch.frombuffer(bytearray(b"".join(chunks)), dtype=torch.uint8)
            pixels = raw.view(-1, self.size, self.size, 3).permute(0, 3, 1, 2)
            pixels = ((pixels - self.mean) / self.std).to(self.dtype).contiguous()
            features = self.features(pixels)
            if self.head is None:
                generator = torch.Generator().manual_seed(1)
                head = torch.randn(self.classes, features.shape[1], generator=generator)
                self.head = torch.nn.functional.normalize(head, dim=-1)
            probabilities, labels = (100 * features @ self.head.T).softmax(-1).max(-1)
            return list(zip(labels.tolist(), probabilities.tolist()))


class Crew:
    """Threads that encode side by side, each with its own number of PyTorch threads."""

    def __init__(self, workers, threads):
        from concurrent.futures import ThreadPoolExecutor

        import torch

        self.workers = workers
        self.pools = [ThreadPoolExecutor(1) for _ in range(workers)]
        for pool in self.pools:
            # PyTorch's setting belongs to the thread once that has read it; one after another, since it is global before.
            pool.submit(torch.set_num_threads, threads).result()
            pool.submit(torch.get_num_threads).result()
        self.idle = deque(self.pools)

    def submit(self, work, *arguments):
        pool = self.idle.popleft()
        future = pool.submit(work, *arguments)
        future.pool = pool
        return future

    def release(self, future):
        self.idle.append(future.pool)


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def multiplies_bf16():
    try:
        flags = Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return False
    return any(flag in flags for flag in ("avx512_bf16", "amx_bf16", "bf16"))


def probe(chosen):
    """The fastest of library, precision and layout for batches of 32, by short trials in turn."""
    import torch

    libraries, missing = [], []
    for library in ("transformers", "open_clip"):
        try:
            __import__(library)
            libraries.append(library)
        except Exception as error:  # noqa: BLE001, a broken installation is a missing one
            missing.append(f"{library}: {error}")
    if "transformers" not in libraries:
        raise RuntimeError("transformers reads the checkpoint and cannot be imported: " + "; ".join(missing))
    # Without instructions for bf16 a trial alone would take minutes on a small machine.
    automatic = ["fp32", "bf16"] if multiplies_bf16() else ["fp32"]
    precisions = automatic if chosen.precision == "auto" else [chosen.precision]
    layouts = [(1, cores())] + ([(cores(), 1)] if cores() > 1 else [])
    crews = {layout: Crew(*layout) for layout in layouts}
    candidates = []
    for library in libraries:
        for precision in precisions:
            try:
                classifier = Classifier(chosen.model, library, precision, chosen.classes)
            except Exception as error:  # noqa: BLE001, the other library may do
                missing.append(f"{library}: {error}")
                continue
            for layout in layouts:
                candidates.append((library, precision, layout, classifier, []))
    for trial in range(4):
        for candidate in list(candidates):
            library, precision, layout, classifier, found = candidate
            chunk = [os.urandom(3 * classifier.size**2) * BATCH]
            begin = time.perf_counter()
            futures = [crews[layout].submit(classifier, chunk) for _ in range(layout[0])]
            for future in futures:
                future.result()
                crews[layout].release(future)
            rate = BATCH * layout[0] / (time.perf_counter() - begin)
            if trial:
                found.append(rate)
        if trial == 1:
            # What is hopeless is not tried again.
            top = max(statistics.median(c[4]) for c in candidates)
            candidates = [c for c in candidates if statistics.median(c[4]) > top / 2]
    library, precision, (workers, threads), _, found = max(candidates, key=lambda c: statistics.median(c[4]))
    import confluent_kafka

    version = __import__(library).__version__
    kafka = f"confluent_kafka {confluent_kafka.version()[0]}, librdkafka {confluent_kafka.libversion()[0]}"
    return {
        "name": f"PyTorch {torch.__version__}, {library} {version}, {kafka}",
        "library": library,
        "precision": precision,
        "workers": workers,
        "threads": threads,
        "imagesPerSecond": statistics.median(found),
    }


class Consumer:
    """From the topic to the answers; one thread beside those of librdkafka, the encoders and the decoders."""

    def __init__(self, chosen, classifier, crew, decoders):
        import confluent_kafka

        self.kafka = confluent_kafka
        self.chosen, self.classifier, self.crew, self.decoders = chosen, classifier, crew, decoders
        self.consumer = confluent_kafka.Consumer(
            {
                "bootstrap.servers": chosen.bootstrap_servers,
                "group.id": chosen.group,
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 50,
                # Enough to read ahead; the images themselves are waiting in the broker.
                "queued.max.messages.kbytes": 32768,
            }
        )
        self.producer = confluent_kafka.Producer(
            {"bootstrap.servers": chosen.bootstrap_servers, "acks": "all", "linger.ms": 5}
        )
        self.decoding = deque()  # (messages, future), in the order of reading
        self.ready = deque()  # (message, pixels)
        self.encoding = deque()  # (messages, future), in the order of reading
        self.open = deque()  # batches whose answers the brokers do not have yet
        self.done = {}  # partition -> offset to commit
        self.committed = time.monotonic()
        # Two batches ahead for each encoder: it never waits for the decoders.
        self.most = (2 + crew.workers) * BATCH + BATCH * crew.workers
        self.stop = threading.Event()
        self.pixel_bytes = 3 * classifier.size**2

    def run(self):
        self.consumer.subscribe([self.chosen.input])
        try:
            while not self.stop.is_set():
                self.read()
                self.advance()
            while self.decoding or self.ready or self.encoding:
                self.advance()
                time.sleep(0.002)
            self.producer.flush()
            self.commit(True)
        finally:
            self.consumer.close()

    def held(self):
        return sum(len(m) for m, _ in self.decoding) + len(self.ready) + sum(len(m) for m, _ in self.encoding)

    def read(self):
        room = self.most - self.held()
        busy = bool(self.decoding or self.encoding or self.open)
        if room < CHUNK:
            wait([future for _, future in self.encoding] or [self.decoding[0][1]], 0.05, FIRST_COMPLETED)
            return
        messages = []
        # Whatever is there at once; where nothing is, a short wait, shorter still while something is under way.
        message = self.consumer.poll(0.002 if busy else 0.05)
        while message is not None:
            if message.error():
                raise self.kafka.KafkaException(message.error())
            messages.append(message)
            message = self.consumer.poll(0) if len(messages) < room else None
        for i in range(0, len(messages), CHUNK):
            chunk = messages[i : i + CHUNK]
            future = self.decoders.submit(decode, [m.value() for m in chunk], self.classifier.size)
            self.decoding.append((chunk, future))

    def advance(self):
        while self.decoding and self.decoding[0][1].done():
            messages, future = self.decoding.popleft()
            pixels = future.result()
            for i, message in enumerate(messages):
                self.ready.append((message, pixels[i * self.pixel_bytes : (i + 1) * self.pixel_bytes]))
        while self.ready and self.crew.idle and (len(self.ready) >= BATCH or not self.filling()):
            batch = [self.ready.popleft() for _ in range(min(BATCH, len(self.ready)))]
            messages = [message for message, _ in batch]
            self.encoding.append((messages, self.crew.submit(self.classifier, [p for _, p in batch])))
        for entry in list(self.encoding):
            if entry[1].done() and not hasattr(entry[1], "answered"):
                entry[1].answered = True
                self.crew.release(entry[1])
        while self.encoding and self.encoding[0][1].done():
            messages, future = self.encoding.popleft()
            self.answer(messages, future.result())
        self.producer.poll(0)
        self.commit(False)

    def filling(self):
        """Whether a batch that is not full has more images coming at once, while another encoder is at work."""
        return bool(self.decoding) and len(self.crew.idle) < self.crew.workers

    def answer(self, messages, results):
        batch = {"left": len(messages), "offsets": {}}
        for message in messages:
            batch["offsets"][message.partition()] = message.offset() + 1
        self.open.append(batch)

        def delivered(error, _):
            if error is not None:
                raise self.kafka.KafkaException(error)
            batch["left"] -= 1

        for message, (label, probability) in zip(messages, results):
            value = json.dumps({"label": label, "probability": round(probability, 6)})
            self.producer.produce(self.chosen.output, value, message.key(), callback=delivered)

    def commit(self, last):
        while self.open and self.open[0]["left"] == 0:
            self.done.update(self.open.popleft()["offsets"])
        if self.done and (last or time.monotonic() - self.committed >= COMMIT_SECONDS):
            offsets = [self.kafka.TopicPartition(self.chosen.input, p, o) for p, o in self.done.items()]
            self.consumer.commit(offsets=offsets, asynchronous=not last)
            self.done.clear()
            self.committed = time.monotonic()


def end_with_parent():
    """Whoever started this holds the other end of its input."""

    def watch():
        while sys.stdin.buffer.read(1):
            pass
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def consume(chosen):
    # Before anything has threads, and workers that know nothing of PyTorch.
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(chosen.decoders or cores(), mp_context=context, initializer=quiet_worker) as decoders:
        classifier = Classifier(chosen.model, chosen.library, chosen.precision, chosen.classes)
        consumer = Consumer(chosen, classifier, Crew(chosen.workers, chosen.threads), decoders)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: consumer.stop.set())
        consumer.run()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="checkpoint folder in Hugging Face's layout")
    parser.add_argument("--precision", default="auto", help="fp32, bf16 or auto: what a short trial finds faster")
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--probe", action="store_true", help="only find out what is fastest, and say it in JSON")
    parser.add_argument("--library", default="transformers", help="transformers or open_clip")
    parser.add_argument("--workers", type=int, default=1, help="batches encoded side by side")
    parser.add_argument("--threads", type=int, default=cores(), help="PyTorch threads of each")
    parser.add_argument("--decoders", type=int, default=0, help="worker processes; as many as there are cores without it")
    parser.add_argument("--bootstrap-servers", default="127.0.0.1:9092")
    parser.add_argument("--group", default="python-clip")
    parser.add_argument("--input", default="images")
    parser.add_argument("--output", default="answers")
    parser.add_argument("--attached", action="store_true", help="end when standard input does")
    return parser.parse_args()


def main():
    chosen = arguments()
    out, sys.stdout = sys.stdout, sys.stderr
    if chosen.attached:
        end_with_parent()
    try:
        # A torchvision that does not fit torch breaks transformers, whose CLIP does without.
        import torchvision  # noqa: F401
    except Exception:  # noqa: BLE001
        sys.modules["torchvision"] = None
    if chosen.probe:
        try:
            result = probe(chosen)
        except Exception as error:  # noqa: BLE001, the harness says it and goes on without
            result = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(result) + "\n")
        out.flush()
        return
    if chosen.precision == "auto":
        found = probe(chosen)
        chosen.library, chosen.precision = found["library"], found["precision"]
        chosen.workers, chosen.threads = found["workers"], found["threads"]
    consume(chosen)


if __name__ == "__main__":
    main()
