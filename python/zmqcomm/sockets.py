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

"""Sockets and their endpoints."""

from __future__ import annotations

import enum
import errno
from typing import Any

import zmq
import zmq.asyncio

from .endpoints import allow_address_family, full_endpoint
from .errors import ZmqBindError, ZmqEndpointError
from .receiving import Receiver
from .requests import RequestPool


class ZmqSocketType(enum.Enum):
    """The types of sockets; the other end may be any ZeroMQ."""

    REQ = zmq.REQ
    REP = zmq.REP
    PUB = zmq.PUB
    SUB = zmq.SUB
    PUSH = zmq.PUSH
    PULL = zmq.PULL
    PAIR = zmq.PAIR

    @property
    def sends(self) -> bool:
        """Whether ``send_data`` and ``send_tensor`` are for this type."""
        return self in (ZmqSocketType.REQ, ZmqSocketType.PUB, ZmqSocketType.PUSH, ZmqSocketType.PAIR)

    @property
    def receives(self) -> bool:
        """Whether callbacks are for this type."""
        return self in (ZmqSocketType.REP, ZmqSocketType.SUB, ZmqSocketType.PULL, ZmqSocketType.PAIR)


class ZmqSocket:
    """What ``create_socket`` returns, for the other methods of its communicator."""

    def __init__(
        self, socket_type: ZmqSocketType, raw: zmq.asyncio.Socket | None, pool: RequestPool, reply_timeout: float
    ) -> None:
        self.type = socket_type
        self.bound_endpoints: list[str] = []
        """Where it listens, with real ports."""
        self.connected_endpoints: list[str] = []
        """Where it connects to, whether or not somebody is there."""
        # A REQ has none of its own: its requests go over the pool
        self._raw = raw
        self._pool = pool
        self._receiver = Receiver(self, raw, reply_timeout) if raw is not None and socket_type.receives else None
        self._requests = 0

    def __repr__(self) -> str:
        return " ".join([self.type.name, *self.bound_endpoints, *self.connected_endpoints])

    def _bind(self, endpoint: str) -> str:
        assert self._raw is not None
        address = full_endpoint(endpoint)
        try:
            allow_address_family(self._raw, address)
            self._raw.bind(address)
        except zmq.ZMQError as ex:
            if ex.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES, errno.ENODEV):
                raise ZmqBindError(f"Cannot bind {address}: {ex.strerror}") from None
            raise ZmqEndpointError(f"Cannot bind {address}: {ex.strerror}") from None
        last: Any = self._raw.getsockopt(zmq.LAST_ENDPOINT)
        bound: str = last.rstrip(b"\0").decode()
        self.bound_endpoints.append(bound)
        return bound

    def _connect(self, endpoint: str) -> None:
        address = full_endpoint(endpoint)
        try:
            if self._raw is not None:
                allow_address_family(self._raw, address)
                self._raw.connect(address)
            else:
                self._pool.add(address)
        except zmq.ZMQError as ex:
            raise ZmqEndpointError(f"Cannot connect to {address}: {ex.strerror}") from None
        self.connected_endpoints.append(address)

    def _next_target(self) -> str | None:
        if not self.connected_endpoints:
            return None
        self._requests += 1
        return self.connected_endpoints[self._requests % len(self.connected_endpoints)]

    def _close(self) -> None:
        if self._receiver is not None:
            self._receiver.stop()
        if self._raw is not None:
            self._raw.close()
            return
        for endpoint in self.connected_endpoints:
            self._pool.remove(endpoint)
