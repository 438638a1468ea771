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

"""What can go wrong; everything that this package raises on its own is a ZmqError."""


class ZmqError(Exception):
    """The base of all errors of this package."""


class ZmqStateError(ZmqError):
    """A call that the socket's type, its state or the event loop does not allow."""


class ZmqClosedError(ZmqError):
    """The communicator or the socket is closed, or was closed while a call waited."""


class ZmqEndpointError(ZmqError, ValueError):
    """An endpoint that is malformed, or whose transport is not there."""


class ZmqBindError(ZmqError):
    """An endpoint that cannot be listened on, because it is taken or not of this machine."""


class ZmqTimeoutError(ZmqError, TimeoutError):
    """No room to send, or no reply, in time."""


class ZmqTensorError(ZmqError, ValueError):
    """An array that the tensor format has no type for, or a message that is no valid tensor."""


class ZmqRemoteError(ZmqError):
    """The other side answered a request with an error: the frame ``ZMQ-COMM-ERROR`` and JSON.

    ``code`` is for programs, ``message`` for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
