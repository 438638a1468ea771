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

"""Limits, failures and closing."""

import asyncio
import gc
import threading
import time

import numpy as np
import pytest
import zmq as pyzmq
from support import HANG, Inbox, on_loop, pair_of
from zmq.utils.monitor import recv_monitor_message

from zmqcomm import (
    ZmqBindError,
    ZmqClosedError,
    ZmqCommunicator,
    ZmqEndpointError,
    ZmqRemoteError,
    ZmqSocketType,
    ZmqStateError,
    ZmqTimeoutError,
)

PUSH, PULL, PAIR = ZmqSocketType.PUSH, ZmqSocketType.PULL, ZmqSocketType.PAIR
PUB, SUB, REQ, REP = ZmqSocketType.PUB, ZmqSocketType.SUB, ZmqSocketType.REQ, ZmqSocketType.REP


class Router:
    """A server that answers when it is told to; it sees connections."""

    def __init__(self):
        self.context = pyzmq.Context()
        self.socket = self.context.socket(pyzmq.ROUTER)
        self.socket.setsockopt(pyzmq.LINGER, 0)
        self.socket.setsockopt(pyzmq.RCVTIMEO, HANG * 1000)
        self.endpoint = f"tcp://127.0.0.1:{self.socket.bind_to_random_port('tcp://127.0.0.1')}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.context.term()

    async def next(self):
        return await asyncio.to_thread(self.socket.recv_multipart)


@on_loop
async def test_the_pool_keeps_so_many_connections_and_no_more():
    with Router() as server:
        async with ZmqCommunicator() as zmq:
            zmq.initialize(pool_size=3)
            req = zmq.create_socket(REQ)
            zmq.connect(req, server.endpoint)
            asked = [asyncio.create_task(zmq.send_data(req, b"%d" % i)) for i in range(12)]
            waiting = [await server.next() for _ in range(3)]
            connections = {request[0] for request in waiting}
            assert len(connections) == 3
            for _ in range(9):
                assert server.socket.poll(20) == 0
                server.socket.send_multipart(waiting.pop(0))
                waiting.append(await server.next())
                connections.add(waiting[-1][0])
            for request in waiting:
                server.socket.send_multipart(request)
            assert await asyncio.gather(*asked) == [b"%d" % i for i in range(12)]
            assert len(connections) == 3


@on_loop
async def test_a_late_reply_is_never_taken_for_another():
    with Router() as server:
        async with ZmqCommunicator() as zmq:
            zmq.initialize(pool_size=1, request_timeout=2)
            req = zmq.create_socket(REQ)
            zmq.connect(req, server.endpoint)
            with pytest.raises(ZmqTimeoutError, match=f"{server.endpoint} within 2 s"):
                await zmq.send_data(req, b"first")
            first = await server.next()
        async with ZmqCommunicator() as zmq:
            zmq.initialize(pool_size=1)
            req = zmq.create_socket(REQ)
            zmq.connect(req, server.endpoint)
            given_up = asyncio.create_task(zmq.send_data(req, b"second"))
            second = await server.next()
            given_up.cancel()
            asked = asyncio.create_task(zmq.send_data(req, b"third"))
            third = await server.next()
            assert [first[-1], second[-1], third[-1]] == [b"first", b"second", b"third"]
            for late in (first, second, third):
                server.socket.send_multipart(late)
            assert await asked == b"third"


@on_loop
async def test_waiting_for_a_connection_counts_as_well():
    with Router() as server:
        async with ZmqCommunicator() as zmq:
            zmq.initialize(pool_size=1, request_timeout=0.3)
            req = zmq.create_socket(REQ)
            zmq.connect(req, server.endpoint)
            asked = [asyncio.create_task(zmq.send_data(req, b"")) for _ in range(3)]
            for result in await asyncio.gather(*asked, return_exceptions=True):
                assert isinstance(result, ZmqTimeoutError)


@on_loop
async def test_requests_go_to_the_targets_in_turn():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        req = zmq.create_socket(REQ)
        for name in (b"a", b"b"):
            rep = zmq.create_socket(REP)
            zmq.set_receive_callback(rep, lambda source, data, topic, rep=rep, name=name: zmq.reply(rep, name))
            zmq.connect(req, zmq.bind(rep, "127.0.0.1:*"))
        assert sorted([await zmq.send_data(req, b"") for _ in range(6)]) == [b"a"] * 3 + [b"b"] * 3


@on_loop
async def test_sending_waits_for_a_peer_and_for_room():
    async with ZmqCommunicator() as zmq:
        zmq.initialize(send_timeout=1, high_water_mark=5)
        push = zmq.create_socket(PUSH)
        with pytest.raises(ZmqTimeoutError, match="PUSH had no room for a message within 1 s"):
            await zmq.send_data(push, b"nobody is there")
        pull = zmq.create_socket(PULL)
        zmq.connect(push, zmq.bind(pull, "127.0.0.1:*"))
        sent = 0
        with pytest.raises(ZmqTimeoutError):
            while True:
                await zmq.send_data(push, bytes(1 << 20))
                sent += 1
        # Nobody has read, and none of those that were accepted is lost
        inbox = Inbox()
        zmq.set_receive_callback(pull, inbox)
        for _ in range(sent):
            await inbox.next()
        await zmq.send_data(push, b"there is room again")
        assert await inbox.next() == (b"there is room again", None)


@on_loop
async def test_a_callback_that_raises_harms_nothing(caplog):
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()

        async def fail_later(source, data, topic):
            await asyncio.sleep(0)
            if data == b"cancelled":
                raise asyncio.CancelledError
            raise RuntimeError("later")

        def receive(source, data, topic):
            if data == b"bad":
                raise RuntimeError("now")
            if topic is not None:
                return fail_later(source, data, topic)
            return inbox(source, data, topic)

        zmq.set_receive_callback(pull, receive)
        await zmq.send_data(push, b"bad")
        await zmq.send_data(push, b"bad later", topic="t")
        await zmq.send_data(push, b"cancelled", topic="t")
        await zmq.send_tensor(push, np.ones(1))
        await zmq.send_data(push, [b"\x93ZTN\x09\0\0\0", b""])
        await zmq.send_data(push, b"good")
        assert await inbox.next() == (b"good", None)
    assert [record.exc_info[1].args for record in caplog.records[:2]] == [("now",), ("later",)]
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 3 + ["WARNING"] * 2
    assert all(str(record.args[0]).startswith("PULL tcp://127.0.0.1:") for record in caplog.records)


@on_loop
async def test_each_request_gets_one_answer(caplog):
    async with ZmqCommunicator() as server, ZmqCommunicator() as zmq:
        server.initialize(request_timeout=0.1)
        zmq.initialize()
        rep = server.create_socket(REP)
        req = zmq.create_socket(REQ)
        zmq.connect(req, server.bind(rep, "127.0.0.1:*"))

        def serve(source, data, topic):
            if data == b"twice":
                server.reply(rep, b"once")
                server.reply(rep, b"twice")
            elif data == b"fail":
                raise ValueError("secret")
            elif data == b"error":
                server.reply(rep, ["ZMQ-COMM-ERROR", '{"code": "sold-out", "message": "none left"}'])
            elif data == b"odd":
                server.reply(rep, ["ZMQ-COMM-ERROR", "[]"])
            elif data != b"never":
                server.reply(rep, data)

        server.set_receive_callback(rep, serve)
        assert await zmq.send_data(req, b"twice") == b"once"
        for data, code, message in (
            (b"fail", "failed", "The request could not be processed"),
            (b"error", "sold-out", "none left"),
            (b"odd", "", "[]"),
            (b"never", "timeout", "The request was not answered in time"),
        ):
            with pytest.raises(ZmqRemoteError) as raised:
                await zmq.send_data(req, data)
            assert (raised.value.code, raised.value.message) == (code, message)
        with pytest.raises(ZmqRemoteError, match="bad-request: a tensor, and no callback"):
            await zmq.send_tensor(req, np.ones(1))
        assert await zmq.send_data(req, b"after") == b"after"
    assert "gave no reply within 0.1 s" in caplog.text


@on_loop
async def test_a_reply_may_come_later_but_only_to_its_own_request():
    with Router() as slow:
        async with ZmqCommunicator() as zmq:
            zmq.initialize(request_timeout=0.3)
            rep = zmq.create_socket(REP)
            endpoint = zmq.bind(rep, "127.0.0.1:*")
            late = asyncio.Event()
            stale = []
            tasks = []

            async def answer(data):
                if data == b"1":
                    await late.wait()
                try:
                    zmq.reply(rep, b"to " + data)
                except ZmqStateError as ex:
                    stale.append(ex)

            def serve(source, data, topic):
                if data == b"2":
                    late.set()
                else:
                    tasks.append(asyncio.create_task(answer(data)))

            zmq.set_receive_callback(rep, serve)
            client = slow.context.socket(pyzmq.REQ)
            client.setsockopt(pyzmq.RCVTIMEO, HANG * 1000)
            client.connect(endpoint)
            replies = []
            for data in (b"0", b"1", b"2"):
                client.send(data)
                replies.append((await asyncio.to_thread(client.recv_multipart))[-1])
            await asyncio.gather(*tasks)
            client.close(linger=0)
            assert replies[0] == b"to 0"
            assert b'"timeout"' in replies[1] and b'"timeout"' in replies[2]
            assert len(stale) == 1 and "has no request to answer" in str(stale[0])
            with pytest.raises(ZmqStateError):
                zmq.reply(rep, b"nobody asked")


@on_loop
async def test_a_flood_leaves_the_loop_to_others():
    async with ZmqCommunicator() as zmq:
        zmq.initialize(high_water_mark=100_000)
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()
        for _ in range(20_000):
            await zmq.send_data(push, b"x")
        zmq.set_receive_callback(pull, inbox)
        while inbox.queue.empty():
            await asyncio.sleep(0)
        seen = set()
        while inbox.queue.qsize() < 20_000:
            seen.add(inbox.queue.qsize())
            await asyncio.sleep(0)
        assert len(seen) > 100


@on_loop
async def test_closing_hands_over_what_was_accepted():
    with pyzmq.Context() as context, context.socket(pyzmq.PULL) as pull:
        pull.setsockopt(pyzmq.RCVTIMEO, HANG * 1000)
        port = pull.bind_to_random_port("tcp://127.0.0.1")
        zmq = ZmqCommunicator()
        zmq.initialize(linger=HANG)
        push = zmq.create_socket(PUSH)
        zmq.connect(push, f"127.0.0.1:{port}")
        for i in range(500):
            await zmq.send_data(push, b"%d" % i)
        await zmq.send_tensor(push, np.ones(1 << 17))
        zmq.close()
        assert [pull.recv() for _ in range(500)] == [b"%d" % i for i in range(500)]
        assert len(pull.recv_multipart()[1]) == 8 << 17


@on_loop
async def test_closing_ends_by_itself_with_nobody_there():
    zmq = ZmqCommunicator()
    zmq.initialize(linger=0.1)
    push = zmq.create_socket(PUSH)
    zmq.connect(push, "127.0.0.1:1")
    await zmq.send_data(push, b"to nobody")
    zmq.close()
    zmq.close()
    zmq.close(push)
    async with zmq:
        pass
    ZmqCommunicator().close()


@on_loop
async def test_closing_fails_what_waits():
    with Router() as server:
        zmq = ZmqCommunicator()
        zmq.initialize(pool_size=2, linger=0)
        req = zmq.create_socket(REQ)
        zmq.connect(req, server.endpoint)
        waiting = [asyncio.create_task(zmq.send_data(req, b"")) for _ in range(4)]
        push = zmq.create_socket(PUSH)
        waiting.append(asyncio.create_task(zmq.send_data(push, b"")))
        await server.next()
        await server.next()
        async with zmq:
            pass
        for result in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(result, ZmqClosedError), repr(result)
        for call in (lambda: zmq.create_socket(PUSH), lambda: zmq.bind(push, "127.0.0.1:*"), zmq.initialize):
            with pytest.raises(ZmqClosedError):
                call()
        with pytest.raises(ZmqClosedError):
            await zmq.send_data(push, b"")


@on_loop
async def test_closing_frees_the_port_and_one_socket_leaves_the_others():
    zmq = ZmqCommunicator()
    zmq.initialize()
    push, pull = pair_of(zmq, PUSH, PULL)
    inbox = Inbox()
    zmq.set_receive_callback(pull, inbox)
    other = zmq.create_socket(PUSH)
    zmq.connect(other, pull.bound_endpoints[0])
    zmq.close(push)
    with pytest.raises(ZmqClosedError):
        await zmq.send_data(push, b"")
    await zmq.send_data(other, b"still here")
    assert await inbox.next() == (b"still here", None)
    zmq.close()
    async with ZmqCommunicator() as next_one:
        next_one.initialize()
        next_one.bind(next_one.create_socket(PULL), pull.bound_endpoints[0])


@on_loop
async def test_closing_within_a_callback():
    zmq = ZmqCommunicator()
    zmq.initialize()
    req, rep = pair_of(zmq, REQ, REP)
    asker = ZmqCommunicator()
    asker.initialize()
    req = asker.create_socket(REQ)
    asker.connect(req, rep.bound_endpoints[0])

    def serve(source, data, topic):
        zmq.reply(rep, b"last words")
        zmq.close()

    zmq.set_receive_callback(rep, serve)
    async with asker:
        assert await asker.send_data(req, b"") == b"last words"


def test_closing_after_the_loop():
    zmq = ZmqCommunicator()

    async def use():
        zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()
        zmq.set_receive_callback(pull, inbox)
        await zmq.send_data(push, b"x")
        await inbox.next()

    asyncio.run(use())
    zmq.close()
    zmq.close()


@on_loop
async def test_misuse_is_named():
    zmq = ZmqCommunicator()
    with pytest.raises(ZmqStateError, match="call initialize"):
        zmq.create_socket(PUSH)
    async with zmq:
        zmq.initialize()
        with pytest.raises(ZmqStateError, match="already"):
            zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        req, rep = pair_of(zmq, REQ, REP)
        pub = zmq.create_socket(PUB)
        for call, reason in (
            (lambda: zmq.bind(req, "127.0.0.1:*"), "A REQ connects"),
            (lambda: zmq.subscribe(pull, ""), "PULL .* has no subscriptions"),
            (lambda: zmq.set_receive_callback(push, print), "PUSH .* it only sends"),
            (lambda: zmq.set_tensor_callback(req, print), "REQ .* send_data returns the reply"),
            (lambda: zmq.reply(pull, b""), "PULL .* has no requests"),
        ):
            with pytest.raises(ZmqStateError, match=reason):
                call()
        for socket, reason in ((pull, "it only receives"), (rep, "reply()"), (zmq.create_socket(REQ), "not connected")):
            with pytest.raises(ZmqStateError, match=reason):
                await zmq.send_data(socket, b"")
        for data, reason in ((5, "int"), (np.ones(1), "send_tensor"), ({}, "dict")):
            with pytest.raises(TypeError, match=reason):
                await zmq.send_data(pub, data)
        with pytest.raises(ValueError, match="without a frame"):
            await zmq.send_data(pub, [])
        failures = []
        thread = threading.Thread(target=lambda: failures.append(pytest.raises(ZmqStateError, zmq.close)))
        thread.start()
        await asyncio.to_thread(thread.join)
        assert "outside of its event loop" in str(failures[0].value)
        await zmq.send_data(push, b"still open")


@on_loop
async def test_the_last_req_takes_the_connections_of_its_endpoint_along():
    events = pyzmq.EVENT_ACCEPTED | pyzmq.EVENT_DISCONNECTED
    with Router() as server, server.socket.get_monitor_socket(events) as monitor:
        monitor.setsockopt(pyzmq.RCVTIMEO, HANG * 1000)
        async with ZmqCommunicator() as zmq:
            zmq.initialize()
            one, other = zmq.create_socket(REQ), zmq.create_socket(REQ)
            for req in (one, other):
                zmq.connect(req, server.endpoint)
            asked = [asyncio.create_task(zmq.send_data(req, b"")) for req in (one, one, other)]
            requests = [await server.next() for _ in asked]
            assert [recv_monitor_message(monitor)["event"] for _ in asked] == [pyzmq.EVENT_ACCEPTED] * 3
            zmq.close(one)
            server.socket.send_multipart(requests[0])
            done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            assert [task.result() for task in done] == [b""]
            zmq.close(other)
            for result in await asyncio.gather(*waiting, return_exceptions=True):
                assert isinstance(result, ZmqClosedError), repr(result)
            for _ in asked:
                event = await asyncio.to_thread(recv_monitor_message, monitor)
                assert event["event"] == pyzmq.EVENT_DISCONNECTED
            again = zmq.create_socket(REQ)
            zmq.connect(again, server.endpoint)
            last = asyncio.create_task(zmq.send_data(again, b"again"))
            server.socket.send_multipart(await server.next())
            assert await last == b"again"


@pytest.mark.parametrize(
    ("option", "value"),
    [("pool_size", 0), ("io_threads", 0), ("high_water_mark", 0), ("request_timeout", 0), ("linger", -1),
     ("send_timeout", float("inf")), ("max_frame_size", 0), ("reconnect_interval", float("nan"))],
)  # fmt: skip
@on_loop
async def test_options_are_checked(option, value):
    with pytest.raises(ValueError, match=f"'{option}' {value}"):
        ZmqCommunicator().initialize(**{option: value})


def test_needs_a_running_loop():
    with pytest.raises(ZmqStateError, match="in a coroutine"):
        ZmqCommunicator().initialize()


@on_loop
async def test_endpoints(monkeypatch):
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        pull = zmq.create_socket(PULL)
        bound = zmq.bind(pull, "127.0.0.1:*")
        assert pull.bound_endpoints == [bound] and bound.startswith("tcp://127.0.0.1:") and bound[-1].isdigit()
        other, req = zmq.create_socket(PULL), zmq.create_socket(REQ)
        with pytest.raises(ZmqBindError, match=f"Cannot bind {bound}: Address already in use"):
            zmq.bind(other, bound.removeprefix("tcp://"))
        for endpoint in ("127.0.0.1", "rdma://127.0.0.1:5", "http://x", "", "127.0.0.1:port", "tcp://127.0.0.1"):
            with pytest.raises(ZmqEndpointError):
                zmq.bind(other, endpoint)
            for socket in (other, req):
                with pytest.raises(ZmqEndpointError):
                    zmq.connect(socket, endpoint)
        assert other.bound_endpoints == other.connected_endpoints == req.connected_endpoints == []
        monkeypatch.setenv("MC_RPC_PROTOCOL", "rdma")
        with pytest.raises(ZmqEndpointError, match="MC_RPC_PROTOCOL=rdma, .* for TCP write 'tcp://127.0.0.1:5'"):
            zmq.connect(other, "127.0.0.1:5")
        zmq.connect(other, bound)
        assert other.connected_endpoints == [bound]
        monkeypatch.setenv("MC_RPC_PROTOCOL", "tcp")
        zmq.connect(other, "127.0.0.1:5")


@on_loop
async def test_a_peer_with_too_large_a_frame_is_cut_off():
    async with ZmqCommunicator() as zmq:
        zmq.initialize(max_frame_size=1000)
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()
        zmq.set_receive_callback(pull, inbox)
        await zmq.send_data(push, bytes(1001))
        while inbox.queue.empty():
            await zmq.send_data(push, bytes(1000))
            await asyncio.sleep(0.01)
        assert len((await inbox.next())[0]) == 1000


@on_loop
async def test_large_arrays_are_let_go_once_they_were_sent():
    async with ZmqCommunicator() as zmq:
        zmq.initialize()
        push, pull = pair_of(zmq, PUSH, PULL)
        inbox = Inbox()
        zmq.set_tensor_callback(pull, inbox)
        memory = bytearray(1 << 20)
        await zmq.send_tensor(push, np.frombuffer(memory, dtype=np.uint8))
        received, _ = await inbox.next()
        deadline = time.monotonic() + HANG
        while True:
            gc.collect()
            try:
                memory.append(0)
                break
            except BufferError:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.01)
        assert received.nbytes == 1 << 20
