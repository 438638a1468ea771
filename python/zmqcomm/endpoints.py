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

"""Where sockets bind and connect to."""

from __future__ import annotations

import os
import re

import zmq.asyncio

from .errors import ZmqEndpointError


def full_endpoint(endpoint: str) -> str:
    """Return an endpoint with its transport, or raise ZmqEndpointError; a bare ``host:port`` is TCP."""
    if re.fullmatch(r"[^/]+:([0-9]+|\*)", endpoint):
        protocol = os.environ.get("MC_RPC_PROTOCOL") or "tcp"
        if protocol != "tcp":
            raise ZmqEndpointError(
                f"'{endpoint}' takes its transport from MC_RPC_PROTOCOL={protocol}, which Python does not have; "
                f"for TCP write 'tcp://{endpoint}'"
            )
        return f"tcp://{endpoint}"
    if not endpoint.startswith(("tcp://", "ipc://", "inproc://")):
        raise ZmqEndpointError(
            f"'{endpoint}' (expected: host:port, tcp://host:port, ipc://path, ipc://@abstract or inproc://name)"
        )
    return endpoint


def allow_address_family(raw: zmq.asyncio.Socket, address: str) -> None:
    """Let libzmq take an IPv6 address in brackets, before it is bound or connected.

    It counts for what comes next. A socket that always had it would look up names as IPv6 addresses first, where most
    servers do not listen, and bind ``*`` to both families.
    """
    raw.setsockopt(zmq.IPV6, int(address.startswith("tcp://[")))
