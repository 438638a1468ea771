"""ZeroMQ sockets of libzmq, driven line by line over stdin and stdout.

A line is a command and its arguments; each is answered by one line, "ok ..." or
"error ...". A frame is given as hex:<octets> or gen:<seed>:<size>, and reported as
<size>:<crc32>:<octets in hex, if 255 or fewer>. Sockets have names.
"""

import hashlib
import sys
import zlib

try:
    import zmq
except ImportError as failure:
    print("missing", failure, flush=True)
    sys.exit(1)

context = zmq.Context()
sockets = {}
blocks = {}


def generated(seed, size):
    """The same octets as Payload.generated makes in Java: a block of a prime length, repeated."""
    if seed not in blocks:
        octets = b"".join(hashlib.sha256(b"%d:%d" % (seed, i)).digest() for i in range(2048))
        blocks[seed] = octets[:65521]
    block = blocks[seed]
    return (block * (size // len(block) + 1))[:size]


def frame(text):
    kind, _, rest = text.partition(":")
    if kind == "hex":
        return bytes.fromhex(rest)
    seed, _, size = rest.partition(":")
    return generated(int(seed), int(size))


def report(octets):
    shown = octets.hex() if len(octets) <= 255 else ""
    return "%d:%08x:%s" % (len(octets), zlib.crc32(octets), shown)


def receive(name, millis):
    socket = sockets[name]
    if not socket.poll(int(millis)):
        return None
    return socket.recv_multipart()


def do_version():
    return zmq.zmq_version()


def do_socket(name, kind, *options):
    socket = context.socket(getattr(zmq, kind))
    for option in options:
        key, _, value = option.partition("=")
        number = getattr(zmq, key)
        socket.setsockopt(number, value.encode() if key in ("IDENTITY",) else int(value))
    socket.setsockopt(zmq.SNDTIMEO, 10000)
    sockets[name] = socket


def do_bind(name, endpoint):
    sockets[name].bind(endpoint)
    return sockets[name].getsockopt_string(zmq.LAST_ENDPOINT)


def do_connect(name, endpoint):
    sockets[name].connect(endpoint)


def do_subscribe(name, topic):
    subscription(name, frame(topic), zmq.SUBSCRIBE, b"\x01")


def do_unsubscribe(name, topic):
    subscription(name, frame(topic), zmq.UNSUBSCRIBE, b"\x00")


def do_subscribe_range(name, count):
    for i in range(int(count)):
        subscription(name, b"t%05d" % i, zmq.SUBSCRIBE, b"\x01")


def subscription(name, topic, option, prefix):
    socket = sockets[name]
    if socket.socket_type == zmq.XSUB:
        socket.send(prefix + topic)
    else:
        socket.setsockopt(option, topic)


def do_notices(name, count, millis):
    """Read so many subscription notices of an XPUB; tell how many different ones came."""
    notices = set()
    while len(notices) < int(count):
        message = receive(name, millis)
        if message is None:
            break
        notices.add(message[0])
    return str(len(notices))


def do_send(name, *frames):
    sockets[name].send_multipart([frame(text) for text in frames])


def do_receive(name, millis):
    message = receive(name, millis)
    return "none" if message is None else " ".join(report(octets) for octets in message)


def do_close(name):
    sockets.pop(name).close(linger=0)


for line in sys.stdin:
    command, *arguments = line.split()
    try:
        answer = globals()["do_" + command](*arguments)
        print("ok", answer or "", flush=True)
    except Exception as failure:  # whatever it is, the test must see it
        print("error", repr(failure), flush=True)
context.destroy(linger=0)
