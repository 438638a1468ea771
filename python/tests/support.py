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

"""What the tests share."""

from __future__ import annotations

import asyncio
import functools
import socket
from typing import Any

from zmqcomm import ZmqCommunicator, ZmqSocket, ZmqSocketType

HANG = 60


def on_loop(test: Any) -> Any:
    """Run a coroutine function as a test, on a loop of its own."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), HANG))

    return run


class Inbox:
    """A callback that keeps what it gets."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[tuple[str, Any, str | None]] = asyncio.Queue()

    def __call__(self, source: str, content: Any, topic: str | None) -> None:
        self.queue.put_nowait((source, content, topic))

    async def next(self) -> tuple[Any, str | None]:
        _, content, topic = await self.queue.get()
        return content, topic


def ipv6_loopback() -> bool:
    """Whether this machine has the address ::1."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def pair_of(zmq: ZmqCommunicator, sender: ZmqSocketType, receiver: ZmqSocketType) -> tuple[ZmqSocket, ZmqSocket]:
    """Return two sockets, the second of which is connected to."""
    bound = zmq.create_socket(receiver)
    connected = zmq.create_socket(sender)
    zmq.connect(connected, zmq.bind(bound, "127.0.0.1:*"))
    return connected, bound
