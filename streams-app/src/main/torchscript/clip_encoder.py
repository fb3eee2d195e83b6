"""The two towers of CLIP (Radford et al., 2021) as TorchScript without weights.

The module holds no parameters: ``setup_image`` and ``setup_text`` take them from the caller, in the order that
``io.clipstream.clip.TowerWeights`` names them, and keep them in the chosen precision. It is general over the width, depth,
heads, patch size, projection and activation of CLIP's ViT family.

Matrices lie in one of two layouts: transposed, so that a layer is one ``addmm`` into the residual stream; or packed by
oneDNN for its bf16 kernels, with activation and residual fused. Sums of the residual stream, norms and softmax are in fp32
but for the packed layout, whose stream is in bf16 and whose norms compute in fp32. In the last layer only the rows that
are read go through query, output and MLP: the result is the same.

Make the resources from the repository root (torch 2.7 or newer) with:

    python streams-app/src/main/torchscript/clip_encoder.py streams-app/src/main/resources/io/clipstream/clip

clip_encoder.pt is for every libtorch; clip_encoder_onednn.pt names operators that only a libtorch with oneDNN has.
"""

import io
import os
import sys
import zipfile
from typing import List, Optional

import torch
import torch.nn.functional as F
from torch import Tensor

# Tensors of a layer: norm1 w b, qkv w b, out w b, norm2 w b, fc1 w b, fc2 w b; the last layer has q w b in place of qkv
# and kv w b at its end.
PER_LAYER = 12
IMAGE_FIRST = 9
TEXT_FIRST = 5
# Rows for which oneDNN chooses its layout: of the order of a batch's tokens.
PACKED_FOR = 400


class ClipEncoder(torch.nn.Module):
    __constants__ = ["onednn", "PER_LAYER", "IMAGE_FIRST", "TEXT_FIRST", "PACKED_FOR"]
    image: List[Tensor]
    text: List[Tensor]

    def __init__(self, onednn: bool) -> None:
        super().__init__()
        self.onednn = onednn
        self.PER_LAYER = PER_LAYER
        self.IMAGE_FIRST = IMAGE_FIRST
        self.TEXT_FIRST = TEXT_FIRST
        self.PACKED_FOR = PACKED_FOR
        self.image = torch.jit.annotate(List[Tensor], [])
        self.text = torch.jit.annotate(List[Tensor], [])
        self.image_heads = 1
        self.text_heads = 1
        self.image_eps = 1e-5
        self.text_eps = 1e-5
        self.image_activation = "swish"
        self.text_activation = "swish"
        self.patch = 1
        self.eos = 2
        # Of both towers: what products are taken in, what the residual stream is kept in, the matrices' layout.
        self.compute = torch.float32
        self.stream = torch.float32
        self.packed = False

    @torch.jit.export
    def probe(self, device: str) -> float:
        """Allocates and computes on a device; fails where it cannot be used."""
        x = torch.ones([8, 8], device=torch.device(device))
        return float((x @ x).sum().item())

    @torch.jit.export
    def probe_packed(self, precision: str) -> float:
        """The largest error of a packed layer, relative to fp32; fails where oneDNN cannot compute it."""
        dtype = self.dtype(precision)
        x, w, b = torch.randn([70, 96]), torch.randn([64, 96]), torch.randn([64])
        r = torch.randn([70, 64])
        y = r + F.silu(F.linear(x, w, b))
        if self.onednn:
            p = self.matrix(w, precision, True, "cpu")
            z = torch.ops.mkldnn._linear_pointwise(x.to(dtype), p, b.to(dtype), "swish", [], "")
            i = self.matrix(torch.eye(64), precision, True, "cpu")
            z = torch.ops.mkldnn._linear_pointwise(z, r.to(dtype), i, torch.zeros([64], dtype=dtype), "add")
            return float(((z.float() - y).abs().max() / y.abs().max()).item())
        return 1e9

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

    def keep(self, w: Tensor, dtype: int, device: str) -> Tensor:
        # A copy always: the caller's memory is a mapped file that goes away.
        return torch.empty(w.size(), dtype=dtype, device=torch.device(device)).copy_(w)

    def matrix(self, w: Tensor, precision: str, packed: bool, device: str) -> Tensor:
        """w: fp32 [out, in]."""
        if packed:
            if self.onednn:
                return torch.ops.mkldnn._reorder_linear_weight(w.to(self.dtype(precision)), self.PACKED_FOR)
        return self.keep(w.t(), self.dtype(precision), device)

    def choose(self, precision: str, widened: bool, packed: bool) -> None:
        self.compute = torch.float32 if widened else self.dtype(precision)
        self.stream = self.compute if packed else torch.float32
        self.packed = packed

    def layers(
        self, weights: List[Tensor], first: int, activation: str, precision: str, device: str
    ) -> List[Tensor]:
        out: List[Tensor] = []
        end: List[Tensor] = []
        for i in range(first, len(weights), 16):
            # One layer at a time, so that temporaries in fp32 stay small beside the weights.
            w: List[Tensor] = []
            for t in weights[i : i + 16]:
                w.append(self.wide(t))
            if activation == "quick_gelu":
                # x * sigmoid(1.702 x) = silu(1.702 x) / 1.702: one pass over memory in place of three.
                w[12], w[13], w[14] = w[12] * 1.702, w[13] * 1.702, w[14] / 1.702
            if i + 16 < len(weights):
                w[2], w[3] = torch.cat([w[2], w[4], w[6]]), torch.cat([w[3], w[5], w[7]])
            else:
                kv, bias = torch.cat([w[4], w[6]]), torch.cat([w[5], w[7]])
                end = [self.matrix(kv, precision, self.packed, device), self.keep(bias, self.compute, device)]
            for j in [0, 2, 8, 10, 12, 14]:
                if j == 0 or j == 10:
                    out += [self.keep(w[j], torch.float32, device), self.keep(w[j + 1], torch.float32, device)]
                else:
                    out.append(self.matrix(w[j], precision, self.packed, device))
                    out.append(self.keep(w[j + 1], self.compute, device))
        return out + end

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
        packed: bool,
        device: str,
    ) -> int:
        """weights: patch embedding [W, 3, P, P], class [W], positions [L, W], pre-norm w b, post-norm w b, projection
        [D, W], then 16 a layer: norm1 w b, q w b, k w b, v w b, out w b, norm2 w b, fc1 w b, fc2 w b. The precision is of
        the matrices; widened ones are used in fp32. Results are on the processor whatever the device."""
        self.choose(precision, widened, packed)
        # (pixel * scale - mean) / std, folded into the patch embedding in double precision: pixels travel as bytes.
        conv = self.wide(weights[0]).double()
        m = torch.tensor(mean, dtype=torch.float64).view(1, 3, 1, 1)
        s = torch.tensor(std, dtype=torch.float64).view(1, 3, 1, 1)
        bias = -(conv * (m / s)).sum([1, 2, 3])
        # Rows are patches with interleaved channels, so that a patch is a product with [W, P * P * 3].
        embed = (conv * (scale / s)).permute(0, 2, 3, 1).reshape(conv.size(0), -1).float()
        # The class token takes the first position.
        position = self.wide(weights[2])
        token = (self.wide(weights[1]) + position[0]).view(1, -1)
        out = [
            self.matrix(embed, "fp32" if widened else precision, packed, device),
            self.keep(bias, self.compute, device),
            self.keep(token, torch.float32, device),
            self.keep(position[1:], torch.float32, device),
        ]
        for t in weights[3:8]:
            out.append(self.keep(self.wide(t), torch.float32, device))
        self.image = out + self.layers(weights, 8, activation, precision, device)
        self.image_heads = heads
        self.patch = patch
        self.image_eps = eps
        self.image_activation = "swish" if activation == "quick_gelu" else "gelu"
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
        packed: bool,
        device: str,
    ) -> int:
        """weights: tokens [V, W], positions [L, W], final norm w b, projection [D, W], then 16 a layer."""
        self.choose(precision, widened, packed)
        out = [self.keep(self.wide(weights[0]), self.dtype(precision), device)]
        for t in weights[1:5]:
            out.append(self.keep(self.wide(t), torch.float32, device))
        self.text = out + self.layers(weights, 5, activation, precision, device)
        self.text_heads = heads
        self.text_eps = eps
        self.text_activation = "swish" if activation == "quick_gelu" else "gelu"
        self.eos = eos
        return len(self.text)

    def linear(self, x: Tensor, w: Tensor, b: Tensor, activation: str) -> Tensor:
        if self.packed:
            if self.onednn:
                return torch.ops.mkldnn._linear_pointwise(x, w, b, activation, [], "none")
        y = torch.addmm(b, x, w.to(x.dtype))
        if activation == "swish":
            y = F.silu(y, inplace=True)
        elif activation == "gelu":
            y = torch.ops.aten.gelu_(y)
        return y

    def add_linear(self, x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> Tensor:
        """x plus a layer of y; may be x itself."""
        if self.packed:
            if self.onednn:
                return torch.ops.mkldnn._linear_pointwise(y, x, w, b, "add")
        if x.dtype == y.dtype:
            return x.add_(b).addmm_(y, w.to(y.dtype))
        return x.add_(torch.addmm(b, y, w))

    def norm(self, x: Tensor, w: Tensor, b: Tensor, eps: float) -> Tensor:
        return F.layer_norm(x, [x.size(1)], w, b, eps).to(self.compute)

    def mlp(self, x: Tensor, w: List[Tensor], o: int, eps: float, activation: str) -> Tensor:
        y = self.linear(self.norm(x, w[o + 6], w[o + 7], eps), w[o + 8], w[o + 9], activation)
        return self.add_linear(x, y, w[o + 10], w[o + 11])

    def transformer(
        self,
        x: Tensor,
        b: int,
        rows: Tensor,
        mask: Optional[Tensor],
        w: List[Tensor],
        first: int,
        heads: int,
        eps: float,
        activation: str,
    ) -> Tensor:
        """x: [B * L, W], may be changed; rows: [B], the row of each sequence that is read; mask: what those rows attend
        to, and with it a causal mask for all others. Returns the rows, fp32 [B, W]."""
        l, d = x.size(0) // b, x.size(1)
        last = len(w) - 2 - self.PER_LAYER
        for o in range(first, last, self.PER_LAYER):
            y = self.norm(x, w[o], w[o + 1], eps)
            qkv = self.linear(y, w[o + 2], w[o + 3], "none").view(b, l, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
            y = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], None, 0.0, mask is not None)
            x = self.add_linear(x, y.transpose(1, 2).reshape(b * l, d), w[o + 4], w[o + 5])
            x = self.mlp(x, w, o, eps, activation)
        o = last
        y = self.norm(x, w[o], w[o + 1], eps)
        kv = self.linear(y, w[o + 12], w[o + 13], "none").view(b, l, 2, heads, d // heads).permute(2, 0, 3, 1, 4)
        q = self.linear(y[rows], w[o + 2], w[o + 3], "none").view(b, 1, heads, d // heads).transpose(1, 2)
        y = F.scaled_dot_product_attention(q, kv[0], kv[1], mask, 0.0, False)
        x = self.add_linear(x[rows], y.transpose(1, 2).reshape(b, d), w[o + 4], w[o + 5])
        return self.mlp(x, w, o, eps, activation).float()

    def normalised(self, x: Tensor) -> Tensor:
        return (x / x.norm(2, dim=-1, keepdim=True)).to(torch.device("cpu"))

    @torch.jit.export
    def encode_image(self, pixels: Tensor) -> Tensor:
        """pixels: uint8 [B, S, S, 3]; returns float32 [B, D], rows of length 1."""
        w, p = self.image, self.patch
        b, g = pixels.size(0), pixels.size(1) // p
        n, device = g * g, w[2].device
        patches = pixels.to(device).view(b, g, p, g, p, 3).permute(0, 1, 3, 2, 4, 5).reshape(b * n, p * p * 3)
        e = self.linear(patches.to(self.compute), w[0], w[1], "none")
        d = e.size(1)
        x = torch.empty([b, n + 1, d], device=device)
        x[:, 0] = w[2]
        torch.add(e.view(b, n, d), w[3], out=x[:, 1:])
        x = F.layer_norm(x.view(-1, d), [d], w[4], w[5], self.image_eps).to(self.stream)
        rows = torch.arange(b, device=device) * (n + 1)
        x = self.transformer(
            x, b, rows, None, w, self.IMAGE_FIRST, self.image_heads, self.image_eps, self.image_activation
        )
        x = F.layer_norm(x, [d], w[6], w[7], self.image_eps)
        return self.normalised(F.linear(x, w[8]))

    @torch.jit.export
    def encode_text(self, ids: Tensor) -> Tensor:
        """ids: int64 [B, L], padded on the right; returns float32 [B, D], rows of length 1."""
        w = self.text
        ids = ids.to(w[0].device)
        b, l = ids.size(0), ids.size(1)
        x = F.embedding(ids, w[0]).float() + w[1][:l]
        # Old configurations name eos 2 wrongly; there the end of text is the largest id.
        if self.eos == 2:
            end = ids.argmax(-1)
        else:
            end = (ids == self.eos).int().argmax(-1)
        mask = (torch.arange(l, device=ids.device) <= end.unsqueeze(1)).view(b, 1, 1, l)
        rows = torch.arange(b, device=ids.device) * l + end
        x = x.view(b * l, -1).to(self.stream)
        x = self.transformer(
            x, b, rows, mask, w, self.TEXT_FIRST, self.text_heads, self.text_eps, self.text_activation
        )
        x = F.layer_norm(x, [x.size(1)], w[2], w[3], self.text_eps)
        return self.normalised(F.linear(x, w[4]))

    def forward(self, pixels: Tensor) -> Tensor:
        return self.encode_image(pixels)


def save(path: str, onednn: bool) -> None:
    """Saves the module without times and debug files, so that the same code gives the same bytes everywhere."""
    made = io.BytesIO()
    torch.jit.save(torch.jit.script(ClipEncoder(onednn)), made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for entry in sorted(source.infolist(), key=lambda e: e.filename):
            if not entry.filename.endswith((".debug_pkl", "serialization_id")):
                name = "clip_encoder/" + entry.filename.split("/", 1)[1]
                target.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), source.read(entry))


if __name__ == "__main__":
    save(os.path.join(sys.argv[1], "clip_encoder.pt"), False)
    save(os.path.join(sys.argv[1], "clip_encoder_onednn.pt"), True)
