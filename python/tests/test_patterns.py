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

"""Data and tensors in every pattern, of this package with itself."""

import asyncio

import numpy as np
import pytest
from support import Inbox, ipv6_loopback, on_loop, pair_of

from zmqcomm import ZmqCommunicator, ZmqSocketType

PUSH, PULL, PAIR = ZmqSocketType.PUSH, ZmqSocketType.PULL, ZmqSocketType.PAIR
PUB, SUB, REQ, REP = ZmqSocketType.PUB, ZmqSocketType.SUB, ZmqSocketType.REQ, ZmqSocketType.REP


@on_loop
async def test_push_and_pull():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox, tensors = Inbox(), Inbox()
        zmq.set_receive_callback(pull, inbox)
        zmq.set_tensor_callback(pull, tensors)
        assert await zmq.send_data(push, b"one") is None
        await zmq.send_data(push, "zwölf", topic="tüpfel")
        await zmq.send_data(push, [b"", bytearray(b"b"), memoryview(b"c")])
        await zmq.send_data(push, b"", topic="")
        assert await inbox.next() == (b"one", None)
        assert await inbox.next() == ("zwölf".encode(), "tüpfel")
        assert await inbox.next() == ([b"b", b"c"], "")
        assert await inbox.next() == (b"", "")
        array = np.arange(6, dtype=np.float16).reshape(2, 3)
        assert await zmq.send_tensor(push, array) is None
        await zmq.send_tensor(push, array.T, topic="transposed")
        for expected, name in ((array, None), (array.T, "transposed")):
            received, topic = await tensors.next()
            np.testing.assert_array_equal(received, expected)
            assert (received.dtype, topic, received.flags.writeable) == (np.float16, name, False)


@on_loop
async def test_what_is_too_short_for_a_tensors_header_is_data():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()
        zmq.set_receive_callback(pull, inbox)
        zmq.set_tensor_callback(pull, inbox)
        for header in (b"\x93ZTN", b"\x93ZTN\1\x0c\0"):
            await zmq.send_data(push, [header, b"1234"])
            assert await inbox.next() == (b"1234", header.decode(errors="surrogateescape"))
        await zmq.send_data(push, [b"\x93ZTN\1\x0c\0\0", b"1234"])
        array, topic = await inbox.next()
        assert (array.dtype, array.shape, topic) == (np.float32, (), None)


@pytest.mark.skipif(not ipv6_loopback(), reason="this machine has no IPv6")
@on_loop
async def test_ipv6_addresses_in_brackets():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        pull = zmq.create_socket(PULL)
        inbox = Inbox()
        zmq.set_receive_callback(pull, inbox)
        six = zmq.bind(pull, "[::1]:*")
        four = zmq.bind(pull, "127.0.0.1:*")
        assert (six[: six.rindex(":")], four[: four.rindex(":")]) == ("tcp://[::1]", "tcp://127.0.0.1")
        for endpoint in (six, four, six.removeprefix("tcp://")):
            push = zmq.create_socket(PUSH)
            zmq.connect(push, endpoint)
            await zmq.send_data(push, endpoint)
            assert await inbox.next() == (endpoint.encode(), None)
        rep, req = zmq.create_socket(REP), zmq.create_socket(REQ)
        zmq.set_receive_callback(rep, lambda source, data, topic: zmq.reply(rep, data * 2))
        zmq.connect(req, zmq.bind(rep, "tcp://[::1]:*"))
        assert await zmq.send_data(req, b"6") == b"66"


@on_loop
async def test_pair_in_both_directions():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        one, other = pair_of(zmq, PAIR, PAIR)
        ours, theirs = Inbox(), Inbox()
        zmq.set_receive_callback(one, ours)
        zmq.set_tensor_callback(other, theirs)
        await zmq.send_data(other, b"down")
        await zmq.send_tensor(one, np.float64(2.5))
        assert await ours.next() == (b"down", None)
        array, _ = await theirs.next()
        assert (array.shape, float(array)) == ((), 2.5)


@on_loop
async def test_publish_to_those_who_subscribe():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        pub = zmq.create_socket(PUB)
        endpoint = zmq.bind(pub, "127.0.0.1:*")
        sub = zmq.create_socket(SUB)
        inbox, tensors = Inbox(), Inbox()
        zmq.set_receive_callback(sub, inbox)
        zmq.set_tensor_callback(sub, tensors)
        zmq.subscribe(sub, "sensor.")
        zmq.subscribe(sub, "layer.")
        zmq.subscribe(sub, "end")
        zmq.connect(sub, endpoint)
        while inbox.queue.empty():
            await zmq.send_data(pub, b"?", topic="sensor.first")
            await asyncio.sleep(0.01)
        await zmq.send_data(pub, b"ignored", topic="other")
        await zmq.send_tensor(pub, np.ones(3), topic="ignored")
        await zmq.send_tensor(pub, np.ones(3), topic="layer.1")
        await zmq.send_data(pub, b"25.3", topic="sensor.temperature")
        received = await inbox.next()
        while received == (b"?", "sensor.first"):
            received = await inbox.next()
        assert received == (b"25.3", "sensor.temperature")
        array, topic = await tensors.next()
        assert (array.tolist(), topic) == ([1.0, 1.0, 1.0], "layer.1")
        zmq.unsubscribe(sub, "sensor.")
        topics = {"sensor.x"}
        while "sensor.x" in topics:
            await zmq.send_data(pub, b"until it is unsubscribed", topic="sensor.x")
            await zmq.send_data(pub, b"", topic="end")
            topics = set()
            while "end" not in topics:
                topics.add((await inbox.next())[1])


@on_loop
async def test_request_and_reply():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        req, rep = pair_of(zmq, REQ, REP)

        def serve(source, data, topic):
            assert source == "127.0.0.1"
            replies = {"one": data.upper(), "text": "ü", "several": [b"a", "b"], "array": np.arange(4)}
            zmq.reply(rep, replies[topic])

        async def double(source, array, topic):
            await asyncio.sleep(0)
            zmq.reply(rep, array * 2)

        zmq.set_receive_callback(rep, serve)
        zmq.set_tensor_callback(rep, double)
        assert await zmq.send_data(req, b"abc", topic="one") == b"ABC"
        assert await zmq.send_data(req, b"", topic="text") == "ü".encode()
        assert await zmq.send_data(req, b"", topic="several") == [b"a", b"b"]
        array = await zmq.send_data(req, b"", topic="array")
        assert isinstance(array, np.ndarray) and array.tolist() == [0, 1, 2, 3]
        doubled = await zmq.send_tensor(req, np.array([[1.5], [2.5]]))
        assert isinstance(doubled, np.ndarray) and doubled.tolist() == [[3.0], [5.0]]


@pytest.mark.parametrize("endpoint", ["ipc://*", "inproc://here"])
@on_loop
async def test_other_transports(endpoint):
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        pull = zmq.create_socket(PULL)
        inbox = Inbox()
        zmq.set_tensor_callback(pull, inbox)
        bound = zmq.bind(pull, endpoint)
        push = zmq.create_socket(PUSH)
        zmq.connect(push, bound)
        await zmq.send_tensor(push, np.arange(5))
        array, _ = await inbox.next()
        assert array.tolist() == [0, 1, 2, 3, 4]


@on_loop
async def test_ten_mebibytes_arrive_in_memory_that_stays():
    array = np.random.default_rng(1).integers(0, 2**32, 10 << 18, dtype=np.uint32).reshape(1024, -1)
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()
        zmq.set_tensor_callback(pull, inbox)
        for turn in range(5):
            await zmq.send_tensor(push, array, topic=str(turn))
        kept = [await inbox.next() for _ in range(5)]
    for turn, (received, topic) in enumerate(kept):
        assert topic == str(turn)
        assert received.base is not None
        np.testing.assert_array_equal(received, array)


@on_loop
async def test_what_was_received_can_be_sent_on():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        onwards, last = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()
        zmq.set_tensor_callback(pull, lambda source, array, topic: zmq.send_tensor(onwards, array, topic))
        zmq.set_tensor_callback(last, inbox)
        array = np.arange(100_000)
        await zmq.send_tensor(push, array, topic="t")
        received, topic = await inbox.next()
        np.testing.assert_array_equal(received, array)
        assert topic == "t"
