"""The two towers of CLIP (Radford et al., 2021) as TorchScript without weights.

The module holds no parameters: ``setup_image`` and ``setup_text`` take them from the caller, in the order that
``io.clipstream.clip.TowerWeights`` names them, and keep them in the chosen precision. It is general over the width, depth,
heads, patch size, projection and activation of CLIP's ViT family.

Make the resource from the repository root (torch 2.7 or newer) with:

    python streams-app/src/main/torchscript/clip_encoder.py \
        streams-app/src/main/resources/io/clipstream/clip/clip_encoder.pt
"""

import io
import sys
import zipfile
from typing import List

import torch
import torch.nn.functional as F
from torch import Tensor

# Tensors of one transformer layer, after q, k and v are joined into one projection.
PER_LAYER = 12


class ClipEncoder(torch.nn.Module):
    image: List[Tensor]
    text: List[Tensor]
    PER_LAYER: int

    def __init__(self) -> None:
        super().__init__()
        self.image = torch.jit.annotate(List[Tensor], [])
        self.text = torch.jit.annotate(List[Tensor], [])
        self.image_heads = 1
        self.text_heads = 1
        self.image_eps = 1e-5
        self.text_eps = 1e-5
        self.image_activation = "quick_gelu"
        self.text_activation = "quick_gelu"
        self.image_dtype = torch.float32
        self.text_dtype = torch.float32
        self.patch = 1
        self.eos = 2
        self.PER_LAYER = PER_LAYER

    @torch.jit.export
    def probe(self, device: str) -> float:
        """Allocates and computes on a device; fails where it cannot be used."""
        x = torch.ones([8, 8], device=torch.device(device))
        return float((x @ x).sum().item())

    def dtype(self, precision: str) -> int:
        if precision == "fp32":
            return torch.float32
        if precision == "bf16":
            return torch.bfloat16
        if precision == "fp16":
            return torch.float16
        raise RuntimeError("unknown precision: " + precision)

    def wide(self, w: Tensor) -> Tensor:
        # In fp32, without a copy where it is. Bytes are bfloat16, which the caller has no type for.
        if w.dtype == torch.uint8:
            w = torch.ops.aten.view_copy(w, dtype=torch.bfloat16)
        return w.to(torch.float32)

    def keep(self, w: Tensor, precision: str, device: str) -> Tensor:
        # A copy always: the caller's memory is a mapped file that goes away.
        return w.to(torch.device(device), self.dtype(precision), copy=True).contiguous()

    def layers(
        self, weights: List[Tensor], first: int, activation: str, precision: str, widened: bool, device: str
    ) -> List[Tensor]:
        bias = "fp32" if widened else precision
        out: List[Tensor] = []
        for i in range(first, len(weights), 16):
            # One layer at a time, so that temporaries in fp32 stay small beside the weights.
            w: List[Tensor] = []
            for t in weights[i : i + 16]:
                w.append(self.wide(t))
            if activation == "quick_gelu":
                # x * sigmoid(1.702 x) = silu(1.702 x) / 1.702: one pass over memory in place of three.
                w[12], w[13], w[14] = w[12] * 1.702, w[13] * 1.702, w[14] / 1.702
            out += [self.keep(w[0], "fp32", device), self.keep(w[1], "fp32", device)]
            out.append(self.keep(torch.cat([w[2], w[4], w[6]]), precision, device))
            out.append(self.keep(torch.cat([w[3], w[5], w[7]]), bias, device))
            out += [self.keep(w[8], precision, device), self.keep(w[9], bias, device)]
            out += [self.keep(w[10], "fp32", device), self.keep(w[11], "fp32", device)]
            out += [self.keep(w[12], precision, device), self.keep(w[13], bias, device)]
            out += [self.keep(w[14], precision, device), self.keep(w[15], bias, device)]
        return out

    @torch.jit.export
    def setup_image(
        self,
        weights: List[Tensor],
        heads: int,
        patch: int,
        eps: float,
        activation: str,
        scale: float,
        mean: List[float],
        std: List[float],
        precision: str,
        widened: bool,
        device: str,
    ) -> int:
        """weights: patch embedding [W, 3, P, P], class [W], positions [L, W], pre-norm w b, post-norm w b, projection
        [D, W], then 16 a layer: norm1 w b, q w b, k w b, v w b, out w b, norm2 w b, fc1 w b, fc2 w b. The precision is of
        the matrices; widened ones are used in fp32. Results are on the processor whatever the device."""
        # (pixel * scale - mean) / std, folded into the patch embedding in double precision: pixels travel as bytes.
        conv = self.wide(weights[0]).double()
        m = torch.tensor(mean, dtype=torch.float64).view(1, 3, 1, 1)
        s = torch.tensor(std, dtype=torch.float64).view(1, 3, 1, 1)
        bias = -(conv * (m / s)).sum([1, 2, 3])
        # Rows are patches with interleaved channels, so that a patch is a product with [W, P * P * 3].
        embed = (conv * (scale / s)).permute(0, 2, 3, 1).reshape(conv.size(0), -1)
        # The class token takes the first position; every other position takes the folded bias.
        position = self.wide(weights[2]).double()
        token = (self.wide(weights[1]).double() + position[0]).view(1, 1, -1)
        out = [self.keep(embed, "fp32", device), self.keep(token, "fp32", device)]
        out.append(self.keep(position[1:] + bias, "fp32", device))
        for t in weights[3:8]:
            out.append(self.keep(self.wide(t), "fp32", device))
        self.image = out + self.layers(weights, 8, activation, precision, widened, device)
        self.image_heads = heads
        self.patch = patch
        self.image_eps = eps
        self.image_activation = activation
        self.image_dtype = torch.float32 if widened else self.dtype(precision)
        return len(self.image)

    @torch.jit.export
    def setup_text(
        self,
        weights: List[Tensor],
        heads: int,
        eps: float,
        activation: str,
        eos: int,
        precision: str,
        widened: bool,
        device: str,
    ) -> int:
        """weights: tokens [V, W], positions [L, W], final norm w b, projection [D, W], then 16 a layer."""
        out = [self.keep(self.wide(weights[0]), precision, device)]
        for t in weights[1:5]:
            out.append(self.keep(self.wide(t), "fp32", device))
        self.text = out + self.layers(weights, 5, activation, precision, widened, device)
        self.text_heads = heads
        self.text_eps = eps
        self.text_activation = activation
        self.text_dtype = torch.float32 if widened else self.dtype(precision)
        self.eos = eos
        return len(self.text)

    def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return F.linear(x, w.to(x.dtype), b)

    def transformer(
        self,
        x: Tensor,
        w: List[Tensor],
        first: int,
        heads: int,
        eps: float,
        activation: str,
        causal: bool,
        dtype: int,
    ) -> Tensor:
        """Adds to x, which is in fp32, in place; products and attention are taken in dtype."""
        b, l, d = x.size(0), x.size(1), x.size(2)
        for o in range(first, len(w), self.PER_LAYER):
            y = F.layer_norm(x, [d], w[o], w[o + 1], eps).to(dtype)
            qkv = self.linear(y, w[o + 2], w[o + 3]).view(b, l, 3, heads, d // heads)
            qkv = qkv.permute(2, 0, 3, 1, 4).contiguous()
            y = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], None, 0.0, causal)
            x += self.linear(y.transpose(1, 2).reshape(b, l, d), w[o + 4], w[o + 5])
            y = F.layer_norm(x, [d], w[o + 6], w[o + 7], eps).to(dtype)
            y = self.linear(y, w[o + 8], w[o + 9])
            y = F.silu(y, inplace=True) if activation == "quick_gelu" else F.gelu(y)
            x += self.linear(y, w[o + 10], w[o + 11])
        return x

    def normalised(self, x: Tensor) -> Tensor:
        return (x / x.norm(2, dim=-1, keepdim=True)).to(torch.device("cpu"))

    @torch.jit.export
    def encode_image(self, pixels: Tensor) -> Tensor:
        """pixels: uint8 [B, S, S, 3]; returns float32 [B, D], rows of length 1."""
        w = self.image
        b, g, p = pixels.size(0), pixels.size(1) // self.patch, self.patch
        pixels = pixels.to(w[0].device)
        x = pixels.view(b, g, p, g, p, 3).permute(0, 1, 3, 2, 4, 5).reshape(b, g * g, p * p * 3)
        x = F.linear(x.to(w[0].dtype), w[0]) + w[2]
        x = torch.cat([w[1].expand(b, 1, -1), x], 1)
        d = x.size(2)
        x = F.layer_norm(x, [d], w[3], w[4], self.image_eps)
        x = self.transformer(
            x, w, 8, self.image_heads, self.image_eps, self.image_activation, False, self.image_dtype
        )
        x = F.layer_norm(x[:, 0], [d], w[5], w[6], self.image_eps)
        return self.normalised(F.linear(x, w[7]))

    @torch.jit.export
    def encode_text(self, ids: Tensor) -> Tensor:
        """ids: int64 [B, L], padded on the right; returns float32 [B, D], rows of length 1."""
        w = self.text
        ids = ids.to(w[0].device)
        x = F.embedding(ids, w[0]).float() + w[1][: ids.size(1)]
        x = self.transformer(x, w, 5, self.text_heads, self.text_eps, self.text_activation, True, self.text_dtype)
        # Old configurations name eos 2 wrongly; there the end of text is the largest id.
        if self.eos == 2:
            end = ids.argmax(-1)
        else:
            end = (ids == self.eos).int().argmax(-1)
        x = x[torch.arange(ids.size(0), device=ids.device), end]
        x = F.layer_norm(x, [x.size(1)], w[2], w[3], self.text_eps)
        return self.normalised(F.linear(x, w[4]))

    def forward(self, pixels: Tensor) -> Tensor:
        return self.encode_image(pixels)


def save(path: str) -> None:
    """Saves the module without times and debug files, so that the same code gives the same bytes everywhere."""
    made = io.BytesIO()
    torch.jit.save(torch.jit.script(ClipEncoder()), made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for entry in sorted(source.infolist(), key=lambda e: e.filename):
            if not entry.filename.endswith((".debug_pkl", "serialization_id")):
                name = "clip_encoder/" + entry.filename.split("/", 1)[1]
                target.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), source.read(entry))


if __name__ == "__main__":
    save(sys.argv[1])
