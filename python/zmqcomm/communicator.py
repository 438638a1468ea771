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

"""All of ZeroMQ's usual patterns behind one face."""

from __future__ import annotations

import asyncio
import math
from types import TracebackType
from typing import Any

import numpy.typing as npt
import zmq
import zmq.asyncio

from .errors import ZmqClosedError, ZmqStateError, ZmqTimeoutError
from .messages import Data, Reply, frames_of, frames_of_reply, reply_of
from .receiving import DataCallback, Receiver, TensorCallback
from .requests import RequestPool
from .sockets import ZmqSocket, ZmqSocketType
from .tensor import encode_tensor


class ZmqCommunicator:
    """Sends and receives data and tensors over sockets that it makes.

    It belongs to the event loop that ran when it was initialised, and all methods are called on that loop's thread::

        async with ZmqCommunicator() as zmq:
            zmq.initialize(pool_size=10)
            ...

    A message is one frame of data or the two frames of a tensor, after the topic's frame if there is a topic.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: zmq.asyncio.Context | None = None
        self._sockets: set[ZmqSocket] = set()
        self._closed = False

    def initialize(
        self,
        *,
        pool_size: int = 10,
        io_threads: int = 1,
        request_timeout: float = 30.0,
        send_timeout: float = 5.0,
        high_water_mark: int = 1000,
        linger: float = 1.0,
        reconnect_interval: float = 0.1,
        max_frame_size: int = 256 << 20,
        send_buffer_size: int = 0,
        receive_buffer_size: int = 0,
    ) -> None:
        """Set the options, once, before all else. Times are in seconds, sizes in octets.

        :param pool_size: connections kept per target of requests, with one request under way on each
        :param io_threads: threads of libzmq
        :param request_timeout: for a request, with the wait for a connection; and for a callback to reply
        :param send_timeout: how long sending waits for room or for the first peer
        :param high_water_mark: messages queued at most for one peer, and read ahead at most from one peer
        :param linger: how long closing waits for queued messages to be handed to the network
        :param reconnect_interval: the first pause before a reconnect; it is doubled up to 10 s
        :param max_frame_size: of received frames; a peer that announces more is cut off
        :param send_buffer_size: of the operating system for one connection; 0 leaves it to the system
        :param receive_buffer_size: likewise
        """
        if self._closed:
            raise ZmqClosedError("The communicator is closed")
        if self._loop is not None:
            raise ZmqStateError("The communicator is initialised already")
        counts = {
            "pool_size": pool_size,
            "io_threads": io_threads,
            "high_water_mark": high_water_mark,
            "max_frame_size": max_frame_size,
        }
        for name, count in counts.items():
            if count < 1:
                raise ValueError(f"'{name}' {count} (expected: at least 1)")
        durations = {
            "request_timeout": request_timeout,
            "send_timeout": send_timeout,
            "reconnect_interval": reconnect_interval,
        }
        for name, duration in durations.items():
            if not 0.001 <= duration < math.inf:
                raise ValueError(f"'{name}' {duration} (expected: seconds, at least 0.001)")
        if not 0 <= linger < math.inf:
            raise ValueError(f"'linger' {linger} (expected: seconds, at least 0)")
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            raise ZmqStateError("initialize() is called in a coroutine: the communicator needs its event loop") from None
        self._request_timeout = request_timeout
        self._send_timeout = send_timeout
        self._options = {
            zmq.SNDHWM: high_water_mark,
            zmq.RCVHWM: high_water_mark,
            zmq.SNDTIMEO: round(send_timeout * 1000),
            zmq.LINGER: round(linger * 1000),
            zmq.RECONNECT_IVL: round(reconnect_interval * 1000),
            zmq.RECONNECT_IVL_MAX: max(10_000, round(reconnect_interval * 1000)),
            zmq.MAXMSGSIZE: max_frame_size,
            zmq.TCP_KEEPALIVE: 1,
        }
        if send_buffer_size:
            self._options[zmq.SNDBUF] = send_buffer_size
        if receive_buffer_size:
            self._options[zmq.RCVBUF] = receive_buffer_size
        self._context = zmq.asyncio.Context(io_threads)
        self._pool = RequestPool(self._open, pool_size, request_timeout)

    def create_socket(self, socket_type: ZmqSocketType) -> ZmqSocket:
        """Return a new socket."""
        self._check_open()
        raw = None if socket_type is ZmqSocketType.REQ else self._open(socket_type.value)
        socket = ZmqSocket(socket_type, raw, self._pool, self._request_timeout)
        self._sockets.add(socket)
        return socket

    def bind(self, socket: ZmqSocket, endpoint: str) -> str:
        """Listen on an endpoint such as ``127.0.0.1:5555``; it is served from now on.

        Port ``*`` takes a free one.

        :return: the endpoint with its transport and its real port
        """
        self._check(socket)
        if socket.type is ZmqSocketType.REQ:
            raise ZmqStateError("A REQ connects; it cannot be bound")
        return socket._bind(endpoint)

    def connect(self, socket: ZmqSocket, endpoint: str) -> None:
        """Connect to an endpoint, now and whenever the connection is lost; it need not be there yet.

        The requests of a REQ go to its endpoints in turn.
        """
        self._check(socket)
        socket._connect(endpoint)

    async def send_data(self, socket: ZmqSocket, data: Data, topic: str | None = None) -> Reply | None:
        """Send bytes, a string, or several of them as frames.

        Returns once the message is queued, which is no promise that it arrives; on a REQ once the reply is there.

        :param topic: sent before the data as a frame of its own, which a SUB filters by
        :return: on a REQ the reply, else ``None``
        """
        return await self._send(socket, frames_of(data), topic)

    async def send_tensor(self, socket: ZmqSocket, array: npt.ArrayLike, topic: str | None = None) -> Reply | None:
        """Send an array.

        It is sent from its own memory, unless it is small or not in row-major order. So it must not change until it has
        left; send ``array.copy()`` of one that you go on writing to.

        :param topic: as with ``send_data``
        :return: on a REQ the reply, else ``None``
        """
        return await self._send(socket, [*encode_tensor(array)], topic)

    def subscribe(self, socket: ZmqSocket, topic: str) -> None:
        """Receive the messages whose topic begins so; with ``""`` all. Without a subscription a SUB gets none."""
        self._check_subscriber(socket).setsockopt(zmq.SUBSCRIBE, _octets(topic))

    def unsubscribe(self, socket: ZmqSocket, topic: str) -> None:
        """Take back one ``subscribe`` of the same topic."""
        self._check_subscriber(socket).setsockopt(zmq.UNSUBSCRIBE, _octets(topic))

    def set_receive_callback(self, socket: ZmqSocket, callback: DataCallback) -> None:
        """Have data handed to ``callback(source, data, topic)``, a function or a coroutine function.

        ``source`` is the peer's address if it is known, ``data`` bytes or, of several frames, a list of bytes, and
        ``topic`` the first frame of several, else ``None``. Messages come one after the other, the next one when the
        callback or its coroutine is done. What it raises is logged; a request is then answered with an error.
        """
        self._check_receiver(socket).on_data = callback
        self._check_receiver(socket).start()

    def set_tensor_callback(self, socket: ZmqSocket, callback: TensorCallback) -> None:
        """Have tensors handed to ``callback(source, array, topic)``, as with ``set_receive_callback``.

        The array is a read-only view of the memory that was received, which lives as long as the array.
        """
        self._check_receiver(socket).on_tensor = callback
        self._check_receiver(socket).start()

    def reply(self, socket: ZmqSocket, data: Data | npt.NDArray[Any]) -> None:
        """Answer the request that a REP's callback was called with: with data, or with an array as a tensor.

        That is possible once, from the callback or later from a task that it started, within the request timeout; the
        next request is read after it.
        """
        receiver = self._check_receiver(socket)
        if socket.type is not ZmqSocketType.REP:
            raise ZmqStateError(f"{socket} has no requests to reply to (expected: a REP)")
        receiver.reply(frames_of_reply(data))

    def close(self, socket: ZmqSocket | None = None) -> None:
        """Close one socket, or without one the communicator with all of them. What is closed already stays so.

        Closing the communicator blocks until all is handed to the network, at most for the time of ``linger``;
        ``async with`` waits without blocking the loop. After it the ports are free.
        """
        if socket is not None:
            if socket in self._sockets:
                self._check(socket)
                self._sockets.remove(socket)
                socket._close()
        elif (context := self._close_sockets()) is not None:
            context.term()

    async def __aenter__(self) -> ZmqCommunicator:
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if (context := self._close_sockets()) is not None:
            await asyncio.shield(asyncio.to_thread(context.term))

    async def _send(self, socket: ZmqSocket, frames: list[Any], topic: str | None) -> Reply | None:
        self._check(socket)
        if not socket.type.sends:
            hint = "answer with reply()" if socket.type is ZmqSocketType.REP else "it only receives"
            raise ZmqStateError(f"{socket} cannot send; {hint}")
        if topic is not None:
            frames.insert(0, _octets(topic))
        if socket._raw is None:
            target = socket._next_target()
            if target is None:
                raise ZmqStateError("A REQ that is not connected cannot send")
            return reply_of(await self._pool.request(target, frames))
        sent: Any = socket._raw.send_multipart(frames, copy=False)
        try:
            await sent
        except zmq.Again:
            raise ZmqTimeoutError(f"{socket} had no room for a message within {self._send_timeout:g} s") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if socket not in self._sockets and task is not None and not task.cancelling():
                raise ZmqClosedError(f"{socket} was closed while a message waited for room") from None
            raise
        return None

    def _open(self, kind: int) -> zmq.asyncio.Socket:
        assert self._context is not None
        raw = self._context.socket(kind)
        try:
            for option, value in self._options.items():
                raw.setsockopt(option, value)
        except BaseException:
            raw.close()
            raise
        return raw

    def _close_sockets(self) -> zmq.asyncio.Context | None:
        if not self._closed and self._loop is not None and self._loop.is_running():
            self._check_loop()
        context = None if self._closed else self._context
        self._closed = True
        sockets = list(self._sockets)
        self._sockets.clear()
        for socket in sockets:
            socket._close()
        return context

    def _check(self, socket: ZmqSocket) -> None:
        self._check_open()
        if socket not in self._sockets:
            raise ZmqClosedError(f"{socket} is closed, or of another communicator")

    def _check_open(self) -> None:
        if self._closed:
            raise ZmqClosedError("The communicator is closed")
        if self._loop is None:
            raise ZmqStateError("The communicator is not initialised; call initialize() first")
        self._check_loop()

    def _check_loop(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is not self._loop:
            raise ZmqStateError(
                "The communicator is used outside of its event loop; from other threads use "
                "loop.call_soon_threadsafe or asyncio.run_coroutine_threadsafe"
            )

    def _check_receiver(self, socket: ZmqSocket) -> Receiver:
        self._check(socket)
        if socket._receiver is None:
            hint = "send_data returns the reply" if socket.type is ZmqSocketType.REQ else "it only sends"
            raise ZmqStateError(f"{socket} has no callbacks; {hint}")
        return socket._receiver

    def _check_subscriber(self, socket: ZmqSocket) -> zmq.asyncio.Socket:
        self._check(socket)
        if socket.type is not ZmqSocketType.SUB or socket._raw is None:
            raise ZmqStateError(f"{socket} has no subscriptions (expected: a SUB)")
        return socket._raw


def _octets(topic: str) -> bytes:
    return topic.encode(errors="surrogateescape")
