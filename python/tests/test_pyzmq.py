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

"""Plain pyzmq at the other end, which packs and unpacks tensors by itself."""

import asyncio
import contextlib
import struct

import numpy as np
import pytest
import zmq as pyzmq
from support import HANG, Inbox, on_loop

from zmqcomm import ZmqCommunicator, ZmqSocketType

ARRAY = np.array([[1.5, -2.0, 3.0]], dtype="<f4")
HEADER = b"\x93ZTN\1\x0c\0\2" + struct.pack("<QQ", 1, 3)
FRAMES = [HEADER, ARRAY.tobytes()]


@contextlib.asynccontextmanager
async def both(ours, theirs, binds):
    """Our socket and pyzmq's, connected; ``binds`` tells whose."""
    with pyzmq.Context() as context, context.socket(theirs) as peer:
        peer.setsockopt(pyzmq.LINGER, 0)
        peer.setsockopt(pyzmq.RCVTIMEO, HANG * 1000)
        peer.setsockopt(pyzmq.SNDTIMEO, HANG * 1000)
        async with ZmqCommunicator() as zmq:
            zmq.initialize()
            socket = zmq.create_socket(ours)
            if binds == "ours":
                peer.connect(zmq.bind(socket, "127.0.0.1:*"))
            else:
                zmq.connect(socket, f"127.0.0.1:{peer.bind_to_random_port('tcp://127.0.0.1')}")
            yield zmq, socket, peer


sides = pytest.mark.parametrize("binds", ["ours", "theirs"])


@sides
@pytest.mark.parametrize(
    ("ours", "theirs"), [(ZmqSocketType.PUSH, pyzmq.PULL), (ZmqSocketType.PAIR, pyzmq.PAIR)]
)
@on_loop
async def test_sends(ours, theirs, binds):
    async with both(ours, theirs, binds) as (zmq, socket, peer):
        await zmq.send_data(socket, b"data")
        await zmq.send_data(socket, [b"a", b"b"], topic="t")
        await zmq.send_tensor(socket, ARRAY)
        await zmq.send_tensor(socket, ARRAY, topic="t")
        received = [await asyncio.to_thread(peer.recv_multipart) for _ in range(4)]
        assert received == [[b"data"], [b"t", b"a", b"b"], FRAMES, [b"t", *FRAMES]]


@sides
@pytest.mark.parametrize(
    ("ours", "theirs"), [(ZmqSocketType.PULL, pyzmq.PUSH), (ZmqSocketType.PAIR, pyzmq.PAIR)]
)
@on_loop
async def test_receives(ours, theirs, binds):
    async with both(ours, theirs, binds) as (zmq, socket, peer):
        inbox, tensors = Inbox(), Inbox()
        zmq.set_receive_callback(socket, inbox)
        zmq.set_tensor_callback(socket, tensors)
        for frames in ([b"data"], [b"\xff", b"a", b"b"], FRAMES, [b"t", *FRAMES], [b"last"]):
            await asyncio.to_thread(peer.send_multipart, frames)
        assert await inbox.next() == (b"data", None)
        assert await inbox.next() == ([b"a", b"b"], "\udcff")
        assert await inbox.next() == (b"last", None)
        for topic in (None, "t"):
            array, name = await tensors.next()
            np.testing.assert_array_equal(array, ARRAY)
            assert name == topic


@sides
@on_loop
async def test_publishes(binds):
    async with both(ZmqSocketType.PUB, pyzmq.SUB, binds) as (zmq, socket, peer):
        peer.subscribe(b"t")
        while not await asyncio.to_thread(peer.poll, 10):
            await zmq.send_data(socket, b"?", topic="t")
        await zmq.send_tensor(socket, ARRAY, topic="u")
        await zmq.send_tensor(socket, ARRAY, topic="topic")
        received = peer.recv_multipart()
        while received == [b"t", b"?"]:
            received = await asyncio.to_thread(peer.recv_multipart)
        assert received == [b"topic", *FRAMES]


@sides
@on_loop
async def test_subscribes(binds):
    async with both(ZmqSocketType.SUB, pyzmq.XPUB, binds) as (zmq, socket, peer):
        inbox, tensors = Inbox(), Inbox()
        zmq.set_receive_callback(socket, inbox)
        zmq.set_tensor_callback(socket, tensors)
        zmq.subscribe(socket, "t")
        assert await asyncio.to_thread(peer.recv) == b"\1t"
        for frames in ([b"u", b"x"], [b"top", b"x"], [b"topic", *FRAMES], [b"t"]):
            peer.send_multipart(frames)
        assert await inbox.next() == (b"x", "top")
        assert await inbox.next() == (b"t", None)
        array, topic = await tensors.next()
        np.testing.assert_array_equal(array, ARRAY)
        assert topic == "topic"
        zmq.unsubscribe(socket, "t")
        assert await asyncio.to_thread(peer.recv) == b"\0t"


@pytest.mark.parametrize("theirs", [pyzmq.REP, pyzmq.ROUTER])
@on_loop
async def test_requests(theirs):
    async with both(ZmqSocketType.REQ, theirs, "theirs") as (zmq, socket, peer):
        asked = asyncio.create_task(zmq.send_tensor(socket, ARRAY, topic="t"))
        request = await asyncio.to_thread(peer.recv_multipart)
        assert request[-3:] == [b"t", *FRAMES]
        await asyncio.to_thread(peer.send_multipart, request)
        reply = await asked
        assert isinstance(reply, np.ndarray)
        np.testing.assert_array_equal(reply, ARRAY)


@pytest.mark.parametrize(("theirs", "envelope"), [(pyzmq.REQ, []), (pyzmq.DEALER, [b""])])
@on_loop
async def test_replies(theirs, envelope):
    async with both(ZmqSocketType.REP, theirs, "ours") as (zmq, socket, peer):
        zmq.set_receive_callback(socket, lambda source, data, topic: zmq.reply(socket, [data, str(topic)]))
        zmq.set_tensor_callback(socket, lambda source, array, topic: zmq.reply(socket, array))
        for request, reply in (([b"a"], [b"a", b"None"]), ([b"t", b"a"], [b"a", b"t"]), ([b"t", *FRAMES], FRAMES)):
            peer.send_multipart([*envelope, *request])
            assert await asyncio.to_thread(peer.recv_multipart) == [*envelope, *reply]
