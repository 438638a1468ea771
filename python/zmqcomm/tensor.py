# Copyright 2026-present the original author or authors.
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#      https://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Tensors as two frames, a header and the data, in the format of ``docs/tensor-format.md``."""

from __future__ import annotations

import math
import struct
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .crc32c import crc32c
from .errors import ZmqTensorError

MAGIC = b"\x93ZTN"

MAX_RANK = 32

bfloat16: np.dtype[Any] = np.dtype([("bfloat16", np.uint16)])
"""How a bfloat16 looks in numpy, which has no such type: its 16 bits as the one field of a record.

So the type stays with the array, and no arithmetic takes the bits for integers. Without copying, ``a.view(bfloat16)``
makes one of an array of uint16, and ``a["bfloat16"]`` is the bits again; ``a.view(ml_dtypes.bfloat16)`` and
``torch.from_numpy(a.view(np.int16)).view(torch.bfloat16)`` are what those libraries compute with. As float32:
``(a["bfloat16"].astype(np.uint32) << 16).view(np.float32)``.
"""

_VERSION = 1

_BIG_ENDIAN = 1
_SEQUENCE = 2
_CHECKSUM = 4

_FIXED = struct.Struct("<4s4B")

_BFLOAT16 = 11

# The type codes of the format; numpy calls a type by its kind and size
_NAMES = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "", "f4", "f8", "c8", "c16"]
_DTYPES = {code: np.dtype(name) if name else bfloat16 for code, name in enumerate(_NAMES, 1)}
_CODES = {name: code for code, name in enumerate(_NAMES, 1)}


@dataclass(frozen=True)
class TensorHeader:
    """The first of a tensor's two frames."""

    dtype: np.dtype[Any]
    """The elements' type, with the byte order of the data."""

    shape: tuple[int, ...]

    sequence: int | None = None
    """The sequence number, if there is one."""

    checksum: int | None = None
    """The CRC32C, if there is one; it is over what precedes it in the header, and the data."""

    @property
    def size(self) -> int:
        """The octets of the data."""
        return math.prod(self.shape) * self.dtype.itemsize

    @classmethod
    def parse(cls, frame: Any) -> TensorHeader:
        """Read a header, or raise ZmqTensorError; the data is not looked at."""
        header = bytes(frame)
        if len(header) < _FIXED.size or not header.startswith(MAGIC):
            raise ZmqTensorError(f"no tensor header: {header[:8].hex(' ')}… of {len(header)} octets")
        _, version, code, flags, rank = _FIXED.unpack_from(header)
        if version != _VERSION:
            raise ZmqTensorError(f"tensor format version {version} (expected: {_VERSION})")
        if code not in _DTYPES:
            raise ZmqTensorError(f"tensor type code {code} (expected: 1 to {len(_DTYPES)})")
        if flags & ~(_BIG_ENDIAN | _SEQUENCE | _CHECKSUM):
            raise ZmqTensorError(f"tensor flags {flags:#04x} (expected: no other bits than 0x07)")
        if rank > MAX_RANK:
            raise ZmqTensorError(f"tensor rank {rank} (expected: {MAX_RANK} at most)")
        sequence = bool(flags & _SEQUENCE)
        checksum = bool(flags & _CHECKSUM)
        length = _FIXED.size + 8 * rank + 8 * sequence + 4 * checksum
        if len(header) != length:
            raise ZmqTensorError(f"tensor header of {len(header)} octets (expected: {length})")
        fields = struct.unpack_from(f"<{rank + sequence}Q{'I' if checksum else ''}", header, _FIXED.size)
        return cls(
            _DTYPES[code].newbyteorder(">" if flags & _BIG_ENDIAN else "<"),
            fields[:rank],
            fields[rank] if sequence else None,
            fields[-1] if checksum else None,
        )


def is_tensor(frames: list[Any]) -> bool:
    """Whether a message ends with the two frames of a tensor, as far as length and magic number of the header tell."""
    if len(frames) < 2:
        return False
    header = memoryview(frames[-2])
    return header.nbytes >= _FIXED.size and bytes(header[: len(MAGIC)]) == MAGIC


def encode_tensor(
    array: npt.ArrayLike, *, sequence: int | None = None, checksum: bool = False
) -> tuple[bytes, npt.NDArray[np.uint8]]:
    """Return the two frames of an array.

    The second one is the array's own memory, unless it is not in row-major order, when it has to be copied.
    """
    array = np.asarray(array)
    shape = array.shape
    code = _code(array.dtype)
    if len(shape) > MAX_RANK:
        raise ZmqTensorError(f"tensor rank {len(shape)} (expected: {MAX_RANK} at most)")
    data: npt.NDArray[np.uint8] = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    flags = _BIG_ENDIAN if _is_big_endian(array.dtype) else 0
    fields = list(shape)
    if sequence is not None:
        if not 0 <= sequence < 1 << 64:
            raise ZmqTensorError(f"sequence number {sequence} (expected: 64 bits without sign)")
        flags |= _SEQUENCE
        fields.append(sequence)
    if checksum:
        flags |= _CHECKSUM
    header = _FIXED.pack(MAGIC, _VERSION, code, flags, len(shape)) + struct.pack(f"<{len(fields)}Q", *fields)
    if checksum:
        header += struct.pack("<I", crc32c(data, crc32c(header)))
    return header, data


def decode_tensor(header: Any, data: Any) -> npt.NDArray[Any]:
    """Return the array of two frames, or raise ZmqTensorError.

    The array is a read-only view of ``data`` and keeps its memory as long as itself; only where numpy could not compute
    with it, because it begins at an odd address, it is a copy.
    """
    parsed = TensorHeader.parse(header)
    memory = memoryview(data).toreadonly()
    if memory.nbytes != parsed.size:
        raise ZmqTensorError(
            f"tensor data of {memory.nbytes} octets (expected: {parsed.size} for {parsed.dtype} {parsed.shape})"
        )
    if parsed.checksum is not None:
        computed = crc32c(memory, crc32c(bytes(header)[:-4]))
        if computed != parsed.checksum:
            raise ZmqTensorError(f"tensor checksum {computed:#010x} (expected: {parsed.checksum:#010x})")
    if parsed.dtype == np.bool_ and np.frombuffer(memory, dtype=np.uint8).max(initial=0) > 1:
        raise ZmqTensorError("tensor of bool with octets other than 0 and 1")
    try:
        array = np.frombuffer(memory, dtype=parsed.dtype).reshape(parsed.shape)
    except (OverflowError, ValueError) as ex:
        raise ZmqTensorError(f"tensor of shape {parsed.shape} (expected: one that numpy can hold)") from ex
    if not array.flags.aligned:
        array = array.copy()
        array.flags.writeable = False
    return array


def _code(dtype: np.dtype[Any]) -> int:
    # By the name it is that of the package ml_dtypes
    if dtype.name == "bfloat16" or dtype.newbyteorder("=") == bfloat16:
        return _BFLOAT16
    code = _CODES.get(f"{dtype.kind}{dtype.itemsize}")
    if code is None:
        raise ZmqTensorError(
            f"tensor type {dtype} (expected: bool, int8 to int64, uint8 to uint64, float16 to float64, "
            "complex64, complex128 or zmqcomm.bfloat16)"
        )
    return code


def _is_big_endian(dtype: np.dtype[Any]) -> bool:
    order = dtype["bfloat16"].byteorder if dtype.names else dtype.byteorder
    return order == ">" or (order == "=" and sys.byteorder == "big")
