"""Reads the exported checkpoint as anyone would, with transformers, and encodes images and prompts with it."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tokenizers import Tokenizer
from transformers import CLIPModel

try:  # Pillow's resizing, whatever else is installed: it is what Clipstream's own preprocessing equals.
    from transformers import CLIPImageProcessorPil as CLIPImageProcessor
except ImportError:
    from transformers import CLIPImageProcessor

import demo_clip
import vocabulary

TASK = Path(__file__).parent.parent / "src/main/resources/io/clipstream/app/quickstart/demo-task.json"


class Reference:
    """The exported checkpoint behind two functions; features have length 1."""

    def __init__(self, folder):
        torch.set_num_threads(1)
        self.model = CLIPModel.from_pretrained(folder, dtype=torch.float32).eval()
        self.tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.processor = CLIPImageProcessor.from_pretrained(folder)
        self.scale = self.model.logit_scale.exp().item()

    @torch.no_grad()
    def images(self, images):
        rows = []
        for start in range(0, len(images), 250):
            chunk = [i if isinstance(i, Image.Image) else Image.fromarray(i) for i in images[start : start + 250]]
            x = self.processor(images=chunk, return_tensors="pt")["pixel_values"]
            rows.append(demo_clip.image_features(self.model, x))
        return torch.cat(rows).numpy()

    @torch.no_grad()
    def head(self, classes, templates):
        """Returns [K, D]: each class's prompts in each template, averaged and brought to length 1."""
        rows = []
        for prompts in classes:
            texts = [t.replace("{}", p) for p in prompts for t in templates]
            ids = torch.tensor(vocabulary.encode(self.tokenizer, texts, demo_clip.CONTEXT))
            mean = demo_clip.text_features(self.model, ids).mean(0)
            rows.append((mean / mean.norm()).numpy())
        return np.stack(rows)


def task(path=TASK):
    """Returns labels, prompts of each and templates of a task file."""
    content = json.loads(Path(path).read_text())
    classes = content["classes"]
    return [c["label"] for c in classes], [c["prompts"] for c in classes], content["templates"]
