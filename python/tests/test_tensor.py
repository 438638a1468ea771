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

"""The tensor format, byte by byte."""

import struct

import numpy as np
import pytest

from zmqcomm import TensorHeader, ZmqTensorError, bfloat16, decode_tensor, encode_tensor
from zmqcomm.crc32c import crc32c

CODES = {
    "bool": 1,
    "int8": 2,
    "int16": 3,
    "int32": 4,
    "int64": 5,
    "uint8": 6,
    "uint16": 7,
    "uint32": 8,
    "uint64": 9,
    "float16": 10,
    "float32": 12,
    "float64": 13,
    "complex64": 14,
    "complex128": 15,
}


def header(code=12, *, magic=b"\x93ZTN", version=1, flags=0, shape=(2, 3), rank=None, rest=b""):
    rank = len(shape) if rank is None else rank
    return magic + bytes([version, code, flags, rank]) + struct.pack(f"<{len(shape)}Q", *shape) + rest


def test_the_examples_of_the_formats_page():
    array = np.array([[1, 2, 3], [4, 5, 6]], dtype="<i2")
    head, data = encode_tensor(array)
    assert head == bytes.fromhex("93 5a 54 4e 01 03 00 02 0200000000000000 0300000000000000")
    assert data.tobytes() == bytes.fromhex("0100 0200 0300 0400 0500 0600")
    head, _ = encode_tensor(array, sequence=258, checksum=True)
    assert head == bytes.fromhex(
        "93 5a 54 4e 01 03 06 02 0200000000000000 0300000000000000 0201000000000000 d8905546"
    )


@pytest.mark.parametrize(("name", "code"), CODES.items())
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("shape", [(), (1,), (0,), (3, 0, 2), (2, 3, 4)])
def test_each_type_in_each_shape_and_byte_order(name, code, order, shape):
    count = int(np.prod(shape))
    array = (np.arange(count) % 2 if name == "bool" else np.arange(count)).astype(np.dtype(name).newbyteorder(order))
    array = array.reshape(shape)
    head, data = encode_tensor(array)
    big = order == ">" and array.dtype.itemsize > 1
    assert bytes(head) == header(code, flags=int(big), shape=shape)
    assert data.tobytes() == array.tobytes()
    decoded = decode_tensor(head, data)
    assert (decoded.dtype, decoded.shape) == (array.dtype, shape)
    np.testing.assert_array_equal(decoded, array)


@pytest.mark.parametrize("order", "<>")
def test_bfloat16_keeps_its_bits_and_its_name(order):
    dtype = bfloat16.newbyteorder(order)
    array = np.array([0x3F80, 0xC000], dtype=f"{order}u2").view(dtype)
    head, data = encode_tensor(array)
    assert bytes(head) == header(11, flags=int(order == ">"), shape=(2,))
    decoded = decode_tensor(head, data)
    assert decoded.dtype == dtype
    assert decoded["bfloat16"].tolist() == [0x3F80, 0xC000]
    assert (decoded["bfloat16"].astype(np.uint32) << 16).view(np.float32).tolist() == [1.0, -2.0]
    with pytest.raises(TypeError):
        decoded + decoded


def test_rank_32():
    array = np.ones((1,) * 32, dtype=np.uint8)
    assert decode_tensor(*encode_tensor(array)).shape == array.shape


def test_sends_and_reads_the_arrays_own_memory():
    array = np.arange(12.0).reshape(3, 4)
    head, data = encode_tensor(array)
    assert np.shares_memory(data, array)
    decoded = decode_tensor(head, data)
    assert np.shares_memory(decoded, array)
    with pytest.raises(ValueError, match="read-only"):
        decoded[0, 0] = 1
    with pytest.raises(ValueError):
        decoded.flags.writeable = True


def test_other_orders_and_unaligned_data_are_copied():
    array = np.arange(12.0).reshape(3, 4).T
    head, data = encode_tensor(array)
    np.testing.assert_array_equal(decode_tensor(head, data), array)
    odd = memoryview(b"x" + data.tobytes())[1:]
    decoded = decode_tensor(head, odd)
    assert decoded.flags.aligned
    assert not decoded.flags.writeable
    np.testing.assert_array_equal(decoded, array)


def test_sequence_number_and_checksum():
    head, data = encode_tensor(np.arange(1000), sequence=2**64 - 1, checksum=True)
    parsed = TensorHeader.parse(head)
    assert (parsed.sequence, parsed.shape, parsed.size) == (2**64 - 1, (1000,), 8000)
    assert TensorHeader.parse(header()).sequence is None
    decode_tensor(head, data)
    damaged = bytearray(data.tobytes())
    damaged[4321] ^= 1
    with pytest.raises(ZmqTensorError, match="checksum"):
        decode_tensor(head, damaged)
    with pytest.raises(ZmqTensorError, match="checksum"):
        decode_tensor(head[:16] + b"\1" + head[17:], data)


@pytest.mark.parametrize(
    ("octets", "expected"),
    [(b"", 0), (b"123456789", 0xE3069283), (bytes(32), 0x8A9136AA), (b"\xff" * 32, 0x62A8AB43)],
)
def test_crc32c_of_rfc_3720(octets, expected):
    assert crc32c(octets) == expected


@pytest.mark.parametrize("size", [1023, 1024, 1025, 5000, 65536, 100_003])
def test_crc32c_in_lanes_is_that_octet_by_octet(size):
    octets = np.random.default_rng(size).integers(0, 256, size, dtype=np.uint8).tobytes()
    crc = 0
    for start in range(0, size, 1000):
        crc = crc32c(octets[start : start + 1000], crc)
    assert crc32c(octets) == crc


@pytest.mark.parametrize(
    ("head", "size", "reason"),
    [
        (b"", 24, "no tensor header"),
        (b"\x93ZTN\1\x0c\0", 24, "no tensor header"),
        (header(magic=b"\x93ZTM"), 24, "no tensor header"),
        (header(version=2), 24, "version 2"),
        (header(0), 24, "type code 0"),
        (header(16), 24, "type code 16"),
        (header(flags=8), 24, "flags 0x08"),
        (header(flags=0x80), 24, "flags 0x80"),
        (header(rank=33), 24, "rank 33"),
        (header(rank=3), 24, "header of 24 octets .expected: 32"),
        (header(rank=1), 24, "header of 24 octets .expected: 16"),
        (header(rest=b"\0"), 24, "header of 25 octets"),
        (header(flags=2), 24, "header of 24 octets .expected: 32"),
        (header(flags=4, rest=b"\0\0"), 24, "header of 26 octets .expected: 28"),
        (header(), 23, "data of 23 octets"),
        (header(), 25, "data of 25 octets"),
        (header(shape=(2**32, 2**32)), 0, "data of 0 octets"),
        (header(shape=(2**63, 2)), 0, "data of 0 octets"),
        (header(shape=(0, 2**62, 2**62)), 0, "numpy can hold"),
        (header(shape=(0, 2**64 - 1)), 0, "numpy can hold"),
        (header(1, shape=(3,)), 3, "octets other than 0 and 1"),
    ],
)
def test_refuses_what_is_no_tensor(head, size, reason):
    with pytest.raises(ZmqTensorError, match=reason):
        decode_tensor(head, b"\2" * size)


@pytest.mark.parametrize("dtype", ["longdouble", "object", "S3", "U3", "M8[s]", "i4,i4"])
def test_refuses_types_that_the_format_has_not(dtype):
    with pytest.raises(ZmqTensorError, match="tensor type"):
        encode_tensor(np.zeros(2, dtype=dtype))


def test_refuses_a_sequence_number_that_does_not_fit():
    with pytest.raises(ZmqTensorError, match="sequence number 18446744073709551616"):
        encode_tensor(np.zeros(2), sequence=2**64)
