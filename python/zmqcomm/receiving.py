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

"""What is received, handed to callbacks."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import numpy.typing as npt
import zmq.asyncio

from .errors import ZmqError, ZmqStateError, ZmqTensorError
from .messages import Received, data_of, frames_of_error
from .tensor import decode_tensor, is_tensor

DataCallback = Callable[[str, Received, str | None], Awaitable[None] | None]
"""Takes the source, the data and the topic."""

TensorCallback = Callable[[str, npt.NDArray[Any], str | None], Awaitable[None] | None]
"""Takes the source, the array and the topic."""

logger = logging.getLogger("zmqcomm")

_BATCH = 16

_request: ContextVar[_Request | None] = ContextVar("zmqcomm.request", default=None)


class Receiver:
    """Reads one socket and calls back, one message at a time, on the event loop."""

    def __init__(self, socket: object, raw: zmq.asyncio.Socket, reply_timeout: float) -> None:
        self.on_data: DataCallback | None = None
        self.on_tensor: TensorCallback | None = None
        self._socket = socket
        self._raw = raw
        self._reply_timeout = reply_timeout
        self._task: asyncio.Task[None] | None = None
        self._pending: _Request | None = None

    def start(self) -> None:
        """Begin to read, if that was not done; until then messages wait in the socket's queue."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name=f"zmqcomm {self._socket}")

    def stop(self) -> None:
        """Stop reading. The callback that is running comes to its end unless it waits for something."""
        if self._task is not None and not self._task.get_loop().is_closed():
            self._task.cancel()

    def reply(self, frames: list[Any]) -> None:
        """Answer the request that is being processed, which must be the caller's."""
        own = _request.get()
        if own is not None and own.receiver is not self:
            own = None
        if self._pending is None or (own is not None and own is not self._pending):
            raise ZmqStateError(f"{self._socket} has no request to answer; each is answered once, and in time")
        self._answer(self._pending, frames)

    async def _run(self) -> None:
        count = 0
        while True:
            try:
                frames = await self._raw.recv_multipart(copy=False)
            except zmq.ZMQError:
                logger.exception("%s stops receiving", self._socket)
                return
            if self._raw.type == zmq.REP:
                await self._serve(frames)
            else:
                await self._process(frames)
            # What is already there is received without a pause, and others need the loop too
            count += 1
            if count % _BATCH == 0:
                await asyncio.sleep(0)

    async def _serve(self, frames: list[zmq.Frame]) -> None:
        request = self._pending = _Request(self)
        _request.set(request)
        try:
            async with asyncio.timeout(self._reply_timeout):
                await self._process(frames)
                await request.answered.wait()
        except TimeoutError:
            logger.warning("%s gave no reply within %g s", self._socket, self._reply_timeout)
            self._refuse("timeout", "The request was not answered in time")

    async def _process(self, frames: list[zmq.Frame]) -> None:
        try:
            callback, content, topic = self._read(frames)
        except ZmqTensorError as ex:
            logger.warning("%s dropped a message: %s", self._socket, ex)
            self._refuse("bad-request", str(ex))
            return
        try:
            called = callback(_source(frames[0]), content, topic)
            if inspect.isawaitable(called):
                await called
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            logger.exception("The callback of %s was cancelled", self._socket)
            self._refuse("failed", "The request could not be processed")
        except Exception:
            logger.exception("The callback of %s failed", self._socket)
            self._refuse("failed", "The request could not be processed")

    def _read(self, frames: list[zmq.Frame]) -> tuple[Callable[..., Awaitable[None] | None], Any, str | None]:
        if is_tensor(frames):
            if self.on_tensor is None:
                raise ZmqTensorError("a tensor, and no callback for tensors is set")
            array = decode_tensor(frames[-2], frames[-1])
            return self.on_tensor, array, _topic(frames[0]) if len(frames) > 2 else None
        if self.on_data is None:
            raise ZmqTensorError("not a tensor, and no callback for data is set")
        if len(frames) == 1:
            return self.on_data, data_of(frames), None
        return self.on_data, data_of(frames[1:]), _topic(frames[0])

    def _refuse(self, code: str, message: str) -> None:
        if self._pending is not None:
            try:
                self._answer(self._pending, frames_of_error(code, message))
            except ZmqError as ex:
                logger.warning("%s", ex)

    def _answer(self, request: _Request, frames: list[Any]) -> None:
        self._pending = None
        request.answered.set()
        # A REP never waits for room, so this is done at once
        sent: Any = self._raw.send_multipart(frames, copy=False)
        try:
            sent.result()
        except (zmq.ZMQError, asyncio.InvalidStateError) as ex:
            raise ZmqError(f"{self._socket} could not answer: {ex}") from ex


class _Request:
    """A request that is being processed. Tasks that its callback starts know it by their context."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.answered = asyncio.Event()


def _source(frame: zmq.Frame) -> str:
    properties: Any = frame
    try:
        return str(properties.get("Peer-Address"))
    except zmq.ZMQError:
        return ""


def _topic(frame: zmq.Frame) -> str:
    return frame.bytes.decode(errors="surrogateescape")
