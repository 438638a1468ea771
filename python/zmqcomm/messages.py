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

"""Frames as what users hand over and get."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Union

import numpy as np
import numpy.typing as npt

from .errors import ZmqRemoteError
from .tensor import decode_tensor, encode_tensor, is_tensor

Frame = Union[bytes, bytearray, memoryview, str]
"""One frame to send; a string is sent as UTF-8."""

Data = Union[Frame, Sequence[Frame]]
"""What can be sent: a frame, or several."""

Received = Union[bytes, list[bytes]]
"""What is received: a frame, or several."""

Reply = Union[Received, npt.NDArray[Any]]
"""What answers a request: data, or an array if the two frames of a tensor were answered."""

_ERROR = b"ZMQ-COMM-ERROR"


def frames_of(data: Data) -> list[Any]:
    """Return the frames of data to send; only what nobody can change later is not copied."""
    if not isinstance(data, (list, tuple)):
        return [_frame(data)]
    if not data:
        raise ValueError("a message without a frame (expected: at least one)")
    return [_frame(frame) for frame in data]


def frames_of_reply(reply: Data | npt.NDArray[Any]) -> list[Any]:
    """Return the frames of an answer: data or a tensor."""
    return [*encode_tensor(reply)] if isinstance(reply, np.ndarray) else frames_of(reply)


def frames_of_error(code: str, message: str) -> list[Any]:
    """Return an error reply, as the Java side sends and knows it."""
    return [_ERROR, json.dumps({"code": code, "message": message}).encode()]


def data_of(frames: list[Any]) -> Received:
    """Return what was received in one frame or several."""
    return bytes(frames[0]) if len(frames) == 1 else [bytes(frame) for frame in frames]


def reply_of(frames: list[Any]) -> Reply:
    """Return what a request was answered, or raise ZmqRemoteError."""
    if len(frames) == 2 and bytes(frames[0]) == _ERROR:
        raise _remote_error(bytes(frames[1]))
    if is_tensor(frames):
        return decode_tensor(frames[-2], frames[-1])
    return data_of(frames)


def _frame(data: object) -> bytes:
    if isinstance(data, str):
        return data.encode()
    if isinstance(data, bytes):
        return data
    if isinstance(data, (bytearray, memoryview)):
        return bytes(data)
    hint = "; an array is sent by send_tensor" if isinstance(data, np.ndarray) else ""
    raise TypeError(f"data of {type(data).__name__} (expected: bytes, bytearray, memoryview or str{hint})")


def _remote_error(text: bytes) -> ZmqRemoteError:
    try:
        error = json.loads(text)
        return ZmqRemoteError(str(error["code"]), str(error["message"]))
    except (KeyError, TypeError, ValueError):
        return ZmqRemoteError("", text.decode(errors="replace"))
