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

"""CRC32C (Castagnoli) by numpy alone.

A CRC is linear: the data is cut into lanes whose CRCs are computed side by side and then joined.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_Words = npt.NDArray[np.uint32]

_BITS = np.arange(32, dtype=np.uint32)


def _table() -> _Words:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = (table >> 1) ^ np.where(table & 1, np.uint32(0x82F63B78), np.uint32(0))
    return table


_TABLE = _table()

_TABLE_AS_INTS = _TABLE.tolist()

# A step over one zero octet, as what becomes of each bit of the state
_STEP: _Words = _TABLE[(1 << _BITS) & 0xFF] ^ ((np.uint32(1) << _BITS) >> 8)


def crc32c(data: Any, crc: int = 0) -> int:
    """Return the CRC32C of ``data``; ``crc`` is that of what precedes it."""
    octets = np.frombuffer(data, dtype=np.uint8)
    while octets.size >= 1024:
        lanes = 1 << octets.size.bit_length() * 3 // 5
        length = octets.size // lanes
        states = np.zeros(lanes, dtype=np.uint32)
        states[0] = ~crc & 0xFFFFFFFF
        for column in np.ascontiguousarray(octets[: lanes * length].reshape(lanes, length).T):
            states = _TABLE[(states ^ column) & 0xFF] ^ (states >> 8)
        crc = ~_joined(states, length) & 0xFFFFFFFF
        octets = octets[lanes * length :]
    state = ~crc & 0xFFFFFFFF
    for octet in octets.tolist():
        state = _TABLE_AS_INTS[(state ^ octet) & 0xFF] ^ (state >> 8)
    return ~state & 0xFFFFFFFF


def _joined(states: _Words, length: int) -> int:
    over = _steps(length)
    while states.size > 1:
        states = _applied(over, states[::2]) ^ states[1::2]
        over = _applied(over, over)
    return int(states[0])


def _steps(count: int) -> _Words:
    result: _Words = np.uint32(1) << _BITS
    power = _STEP
    while count:
        if count & 1:
            result = _applied(power, result)
        power = _applied(power, power)
        count >>= 1
    return result


def _applied(step: _Words, states: _Words) -> _Words:
    bits = (states[:, np.newaxis] >> _BITS) & np.uint32(1)
    applied: _Words = np.bitwise_xor.reduce(bits * step, axis=1)
    return applied
