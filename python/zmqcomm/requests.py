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
        self._connections: set[zmq.asyncio.Socket] = set()
        self._closed = False

    async def request(self, endpoint: str, frames: list[Any]) -> list[zmq.Frame]:
        """Send a request and return the frames of its reply."""
        target = self._targets.setdefault(endpoint, _Target(self._size))
        try:
            async with asyncio.timeout(self._timeout), target.permits:
                return await self._exchange(target, endpoint, frames)
        except TimeoutError:
            raise ZmqTimeoutError(f"No reply from {endpoint} within {self._timeout:g} s") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and task is not None and not task.cancelling():
                raise ZmqClosedError(f"Closed while a request to {endpoint} was under way") from None
            raise

    def close(self) -> None:
        """Close all connections; requests under way fail."""
        self._closed = True
        for connection in self._connections:
            connection.close(linger=0)
        self._connections.clear()

    async def _exchange(self, target: _Target, endpoint: str, frames: list[Any]) -> list[zmq.Frame]:
        if self._closed:
            raise ZmqClosedError(f"Closed before a request to {endpoint} was sent")
        connection = target.idle.pop() if target.idle else self._connected(endpoint)
        try:
            await connection.send_multipart(frames, copy=False)
            reply: list[zmq.Frame] = await connection.recv_multipart(copy=False)
        except BaseException:
            self._connections.discard(connection)
            connection.close(linger=0)
            raise
        target.idle.append(connection)
        return reply

    def _connected(self, endpoint: str) -> zmq.asyncio.Socket:
        connection = self._open_socket(zmq.REQ)
        self._connections.add(connection)
        connection.connect(endpoint)
        return connection


class _Target:
    def __init__(self, size: int) -> None:
        self.permits = asyncio.Semaphore(size)
        self.idle: list[zmq.asyncio.Socket] = []
