"""Dense matrix products as TorchScript, to find what a machine can do at best in a precision.

``MatrixProduct`` multiplies as every libtorch can; ``PackedMatrixProduct`` lays the weights out for oneDNN beforehand, which
not every build or processor can: it fails when it is loaded or set up there.

Make both resources from the repository root (torch 2.7 or newer) with:

    python streams-app/src/main/torchscript/matrix_product.py streams-app/src/main/resources/io/clipstream/app/bench
"""

import io
import sys
import zipfile

import torch
import torch.nn.functional as F
from torch import Tensor


def dtype_of(precision: str) -> int:
    if precision == "bf16":
        return torch.bfloat16
    if precision == "fp16":
        return torch.float16
    if precision != "fp32":
        raise RuntimeError("unknown precision: " + precision)
    return torch.float32


class MatrixProduct(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.x = torch.zeros(0)
        self.w = torch.zeros(0)

    @torch.jit.export
    def setup(self, rows: int, inner: int, columns: int, precision: str, device: str) -> int:
        """Prepares [rows, inner] times [inner, columns]; returns the floating-point operations of one product."""
        dtype = dtype_of(precision)
        self.x = torch.randn([rows, inner]).to(torch.device(device), dtype)
        self.w = torch.randn([columns, inner]).to(torch.device(device), dtype)
        return 2 * rows * inner * columns

    @torch.jit.export
    def multiply(self, times: int) -> float:
        """Multiplies and waits for the last result, of which it returns a value."""
        y = self.x
        for _ in range(times):
            y = F.linear(self.x, self.w)
        return float(y[0, 0])

    def forward(self, x: Tensor) -> Tensor:
        return x


class PackedMatrixProduct(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.x = torch.zeros(0)
        self.w = torch.zeros(0)
        self.b = torch.zeros(0)

    @torch.jit.export
    def setup(self, rows: int, inner: int, columns: int, precision: str, device: str) -> int:
        """As above; the processor alone has this layout."""
        if device != "cpu":
            raise RuntimeError("packed weights are the processor's own: " + device)
        dtype = dtype_of(precision)
        self.x = torch.randn([rows, inner]).to(dtype)
        self.w = torch.ops.mkldnn._reorder_linear_weight(torch.randn([columns, inner]).to(dtype), rows)
        self.b = torch.zeros([columns], dtype=dtype)
        return 2 * rows * inner * columns

    @torch.jit.export
    def multiply(self, times: int) -> float:
        y = self.x
        for _ in range(times):
            y = torch.ops.mkldnn._linear_pointwise(self.x, self.w, self.b, "none", [], "")
        return float(y[0, 0])

    def forward(self, x: Tensor) -> Tensor:
        return x


def save(module: torch.nn.Module, path: str) -> None:
    """Saves the module without times and debug files, so that the same code gives the same bytes everywhere."""
    made = io.BytesIO()
    torch.jit.save(torch.jit.script(module), made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for entry in sorted(source.infolist(), key=lambda e: e.filename):
            if not entry.filename.endswith((".debug_pkl", "serialization_id")):
                name = "matrix_product/" + entry.filename.split("/", 1)[1]
                target.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), source.read(entry))


if __name__ == "__main__":
    save(MatrixProduct(), sys.argv[1] + "/matrix_product.pt")
    save(PackedMatrixProduct(), sys.argv[1] + "/packed_matrix_product.pt")
