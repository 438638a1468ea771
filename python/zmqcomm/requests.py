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

"""Requests over REQ connections that are kept per target."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import zmq.asyncio

from .endpoints import allow_address_family
from .errors import ZmqClosedError, ZmqTimeoutError


class RequestPool:
    """Up to ``size`` connections to each target, with one request under way on each; the event loop's thread.

    A connection whose request was given up is closed, so that a late reply is never taken for that to another request.
    """

    def __init__(self, open_socket: Callable[[int], zmq.asyncio.Socket], size: int, timeout: float) -> None:
        self._open_socket = open_socket
        self._size = size
        self._timeout = timeout
        self._targets: dict[str, _Target] = {}

    def add(self, endpoint: str) -> None:
        """Connect to a target for the first time, or count one more who uses it.

        :raise zmq.ZMQError: if the endpoint is malformed
        """
        target = self._targets.get(endpoint)
        if target is None:
            target = _Target(endpoint, self._size)
            target.idle.append(self._connected(target))
            self._targets[endpoint] = target
        target.users += 1

    def remove(self, endpoint: str) -> None:
        """Close the connections to a target if nobody else uses it; requests under way fail."""
        target = self._targets[endpoint]
        target.users -= 1
        if target.users == 0:
            self._targets.pop(endpoint).close()

    async def request(self, endpoint: str, frames: list[Any]) -> list[zmq.Frame]:
        """Send a request and return the frames of its reply."""
        target = self._targets[endpoint]
        try:
            async with asyncio.timeout(self._timeout), target.permits:
                return await self._exchange(target, frames)
        except TimeoutError:
            raise ZmqTimeoutError(f"No reply from {endpoint} within {self._timeout:g} s") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if target.closed and task is not None and not task.cancelling():
                raise ZmqClosedError(f"Closed while a request to {endpoint} was under way") from None
            raise

    async def _exchange(self, target: _Target, frames: list[Any]) -> list[zmq.Frame]:
        if target.closed:
            raise ZmqClosedError(f"Closed before a request to {target.endpoint} was sent")
        connection = target.idle.pop() if target.idle else self._connected(target)
        try:
            await connection.send_multipart(frames, copy=False)
            reply: list[zmq.Frame] = await connection.recv_multipart(copy=False)
        except BaseException:
            target.connections.discard(connection)
            connection.close(linger=0)
            raise
        target.idle.append(connection)
        return reply

    def _connected(self, target: _Target) -> zmq.asyncio.Socket:
        connection = self._open_socket(zmq.REQ)
        try:
            allow_address_family(connection, target.endpoint)
            connection.connect(target.endpoint)
        except BaseException:
            connection.close()
            raise
        target.connections.add(connection)
        return connection


class _Target:
    def __init__(self, endpoint: str, size: int) -> None:
        self.endpoint = endpoint
        self.permits = asyncio.Semaphore(size)
        self.connections: set[zmq.asyncio.Socket] = set()
        self.idle: list[zmq.asyncio.Socket] = []
        self.users = 0
        self.closed = False

    def close(self) -> None:
        self.closed = True
        for connection in self.connections:
            connection.close(linger=0)
        self.connections.clear()
