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

"""The Java engine at the other end.

Its sockets are those of PythonPackageTests in zmq-comm-spring, which runs all tests of this package.
"""

import asyncio
import os

import numpy as np
import pytest
from support import Inbox, on_loop

from zmqcomm import ZmqCommunicator, ZmqRemoteError, ZmqSocketType, bfloat16, encode_tensor

PEERS = dict(peer.split("=") for peer in os.environ.get("ZMQCOMM_JAVA_PEERS", "").split())

pytestmark = pytest.mark.skipif(not PEERS, reason="no Java engine; bin/test has one")


def connected(zmq, socket_type, peer):
    socket = zmq.create_socket(socket_type)
    zmq.connect(socket, PEERS[peer])
    return socket


ARRAYS = [
    np.arange(10, dtype=dtype).reshape(2, 5)
    for dtype in ("i1", "<i2", ">i4", "<i8", "u1", "<u2", "<u4", ">u8", "<f2", ">f4", "<f8", "<c8", ">c16")
] + [
    np.array([True, False]),
    np.array([0x3F80, 0], dtype=np.uint16).view(bfloat16),
    np.zeros((3, 0)),
    np.array(1.5),
    np.arange(3 << 20, dtype=np.int32),
]


def same(one, other):
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


@on_loop
async def test_requests_to_java():
    async with ZmqCommunicator() as zmq:
        zmq.initialize(pool_size=3)
        req = connected(zmq, ZmqSocketType.REQ, "echo")
        assert await asyncio.gather(*(zmq.send_data(req, b"%d" % i) for i in range(50))) == [b"%d" % i for i in range(50)]
        assert await zmq.send_data(req, [b"a", b""], topic="t") == [b"t", b"a", b""]
        for array in ARRAYS:
            assert same(await zmq.send_tensor(req, array), array)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("checksum", [False, True])
@on_loop
async def test_java_reads_and_writes_each_octet(order, checksum):
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        req = connected(zmq, ZmqSocketType.REQ, "twice")
        array = np.arange(6, dtype=f"{order}f4").reshape(2, 3)
        header, data = encode_tensor(array, sequence=41, checksum=checksum)
        reply = await zmq.send_data(req, [header, data.tobytes()])
        assert reply.dtype == np.dtype(">f8")
        np.testing.assert_array_equal(reply, array * 2)


@on_loop
async def test_javas_tensors_are_ours():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        req = connected(zmq, ZmqSocketType.REQ, "tensors")
        for array in ARRAYS:
            # Java writes the header anew
            assert same(await zmq.send_tensor(req, array, topic="t"), array)
            frames = encode_tensor(array, sequence=2**64 - 1, checksum=True)
            assert same(await zmq.send_data(req, [bytes(frame) for frame in frames]), array)
        rep = zmq.create_socket(ZmqSocketType.REP)
        endpoint = zmq.bind(rep, "127.0.0.1:*")
        zmq.set_tensor_callback(rep, lambda source, array, topic: zmq.reply(rep, array.T))
        asks = connected(zmq, ZmqSocketType.REQ, "asksTensor")
        assert await zmq.send_data(asks, endpoint) == b"float32[3, 2] [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]"


@on_loop
async def test_an_error_of_a_java_listener():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        req = connected(zmq, ZmqSocketType.REQ, "failing")
        for _ in range(2):
            with pytest.raises(ZmqRemoteError) as raised:
                await zmq.send_data(req, b"")
            assert (raised.value.code, raised.value.message) == ("failed", "The request could not be processed")


@on_loop
async def test_requests_from_java():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        rep = zmq.create_socket(ZmqSocketType.REP)
        endpoint = zmq.bind(rep, "127.0.0.1:*")
        req = connected(zmq, ZmqSocketType.REQ, "asks")

        def serve(source, data, topic):
            assert data != b"fail"
            zmq.reply(rep, [data, b"from", str(topic)])

        zmq.set_receive_callback(rep, serve)
        zmq.set_tensor_callback(rep, lambda source, array, topic: zmq.reply(rep, array))
        assert await zmq.send_data(req, [endpoint, b"question"]) == [b"question", b"from", b"None"]
        assert await zmq.send_data(req, [endpoint, b"t", b"question"]) == [b"question", b"from", b"t"]
        refused = await zmq.send_data(req, [endpoint, b"fail"])
        assert refused == [b"refused", b"failed", b"The request could not be processed"]
        for array in ARRAYS:
            header, data = encode_tensor(array)
            assert same(await zmq.send_data(req, [endpoint, header, data.tobytes()]), array)


@on_loop
async def test_push_and_pull():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        push = connected(zmq, ZmqSocketType.PUSH, "pull")
        pull = connected(zmq, ZmqSocketType.PULL, "push")
        await exchange(zmq, push, pull)


@on_loop
async def test_pair():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        pair = connected(zmq, ZmqSocketType.PAIR, "pair")
        await exchange(zmq, pair, pair)


@on_loop
async def test_publish_and_subscribe():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        pub = connected(zmq, ZmqSocketType.PUB, "sub")
        sub = connected(zmq, ZmqSocketType.SUB, "pub")
        first = Inbox()
        zmq.subscribe(sub, "")
        zmq.set_receive_callback(sub, first)
        while first.queue.empty():
            await zmq.send_data(pub, b"?", topic="first")
            await asyncio.sleep(0.01)
        await exchange(zmq, pub, sub)


async def exchange(zmq, to_java, from_java):
    inbox, tensors = Inbox(), Inbox()
    zmq.set_receive_callback(from_java, inbox)
    zmq.set_tensor_callback(from_java, tensors)
    await zmq.send_data(to_java, b"data", topic="topic")
    await zmq.send_data(to_java, "tüpfel")
    for array in ARRAYS:
        await zmq.send_tensor(to_java, array, topic="layer.1")
    received = await inbox.next()
    while received == (b"?", "first"):
        received = await inbox.next()
    assert received == (b"data", "topic")
    assert await inbox.next() == ("tüpfel".encode(), None)
    for array in ARRAYS:
        copy, topic = await tensors.next()
        assert topic == "layer.1"
        assert same(copy, array)
