"""A peer that speaks docs/tensor-format.md with nothing but pyzmq and numpy.

    tensor_peer.py echo <endpoint>                     REQ: expects each tensor back
    tensor_peer.py double <endpoint> <type>            answers each tensor with twice of it
    tensor_peer.py show <endpoint> <type> [<topic>]    prints one tensor
    tensor_peer.py send <endpoint> <type> <topic>      sends one tensor
"""

import struct
import sys

import numpy as np
import zmq

MAGIC = b"\x93ZTN"
# bfloat16, which numpy does not know, is carried as uint16
DTYPES = dict(enumerate("bool i1 i2 i4 i8 u1 u2 u4 u8 f2 u2 f4 f8 c8 c16".split(), 1))
CODES = {np.dtype(name): code for code, name in reversed(DTYPES.items()) if code != 11}
TIMEOUT_MILLIS = 20000

CRC_TABLE = []
for octet in range(256):
    for _ in range(8):
        octet = octet >> 1 ^ (0x82F63B78 if octet & 1 else 0)
    CRC_TABLE.append(octet)


def crc32c(*parts):
    crc = 0xFFFFFFFF
    for part in parts:
        for octet in bytes(part):
            crc = CRC_TABLE[(crc ^ octet) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def encode(array, sequence=None, checksum=False, code=None):
    big = array.dtype.byteorder == ">" or (array.dtype.byteorder == "=" and sys.byteorder == "big")
    flags = big | (sequence is not None) << 1 | checksum << 2
    code = code or CODES[array.dtype.newbyteorder("=")]
    header = MAGIC + struct.pack("<BBBB%dQ" % array.ndim, 1, code, flags, array.ndim, *array.shape)
    if sequence is not None:
        header += struct.pack("<Q", sequence)
    data = array.tobytes()
    if checksum:
        header += struct.pack("<I", crc32c(header, data))
    return [header, data]


def decode(header, data):
    assert header[:4] == MAGIC and header[4] == 1 and header[6] < 8 and header[7] <= 32
    code, flags, rank = header[5:8]
    dtype = np.dtype(DTYPES[code]).newbyteorder(">" if flags & 1 else "<")
    shape = struct.unpack_from("<%dQ" % rank, header, 8)
    end = 8 + 8 * rank
    sequence = None
    if flags & 2:
        sequence, = struct.unpack_from("<Q", header, end)
        end += 8
    if flags & 4:
        assert struct.unpack_from("<I", header, end)[0] == crc32c(header[:end], data)
        end += 4
    assert end == len(header)
    return np.frombuffer(data, dtype).reshape(shape), sequence, bool(flags & 4), code


def open_socket(kind, endpoint):
    socket = zmq.Context.instance().socket(getattr(zmq, kind))
    socket.set(zmq.RCVTIMEO, TIMEOUT_MILLIS)
    socket.set(zmq.SNDTIMEO, TIMEOUT_MILLIS)
    socket.set(zmq.LINGER, TIMEOUT_MILLIS)
    socket.connect(endpoint)
    return socket


def echo(endpoint):
    socket = open_socket("REQ", endpoint)
    shapes = [(), (0,), (7,), (2, 0, 3), (3, 4, 5), (1,) * 30 + (2, 3), (300, 100), (1,)]
    count = octets = 0
    for code, name in DTYPES.items():
        for shape in shapes:
            size = np.dtype(name).itemsize * int(np.prod(shape))
            for order, flagged in ("<", False), (">", False), ("<", True), (">", True):
                if flagged and size > 10000:
                    flagged = None  # a checksum takes long in Python
                raw = np.arange(size, dtype="u1") % (2 if name == "bool" else 251)
                array = raw.view(np.dtype(name).newbyteorder(order)).reshape(shape)
                sequence = 2**64 - 1 if flagged is not False else None
                frames = encode(array, sequence, bool(flagged), code)
                socket.send_multipart(frames)
                reply = socket.recv_multipart()
                assert reply == frames, (name, shape, order)
                result = decode(*reply)
                assert result[0].shape == array.shape and result[1:] == (sequence, bool(flagged), code), (name, shape)
                count += 1
                octets += len(frames[1])
    print("ok", count, "tensors,", octets, "octets")


def double(endpoint, kind):
    socket = open_socket(kind, endpoint)
    socket.set(zmq.RCVTIMEO, -1)
    while True:
        *envelope, header, data = socket.recv_multipart()
        array, sequence, checksum, _ = decode(header, data)
        result = (array * 2).astype(array.dtype)
        socket.send_multipart(envelope + encode(result, sequence, checksum))


def show(endpoint, kind, topic=None):
    socket = open_socket(kind, endpoint)
    if topic:
        socket.subscribe(topic)
    *before, header, data = socket.recv_multipart()
    array = decode(header, data)[0]
    print(*(frame.decode() for frame in before), array.dtype, array.shape, array.ravel().tolist())


def send(endpoint, kind, topic):
    socket = open_socket(kind, endpoint)
    if kind == "XPUB":
        socket.recv()
    socket.send_multipart([topic.encode()] + encode(np.arange(6, dtype="<f2").reshape(3, 2)))


globals()[sys.argv[1]](*sys.argv[2:])
