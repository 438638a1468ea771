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

"""Builds the package by PEP 517 with nothing but Python's own library."""

from __future__ import annotations

import base64
import hashlib
import tarfile
import tomllib
import zipfile
from pathlib import Path

_HERE = Path(__file__).parent


def build_wheel(
    wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None
) -> str:
    project = _project()
    files = {path.relative_to(_HERE).as_posix(): path.read_bytes() for path in _package()}
    info = f"{project['name']}-{project['version']}.dist-info"
    files[f"{info}/METADATA"] = _metadata(project).encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: zmqcomm\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{name},{_digest(content)},{len(content)}\n" for name, content in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    name = f"{project['name']}-{project['version']}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for file, content in files.items():
            wheel.writestr(file, content)
    return name


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    project = _project()
    stem = f"{project['name']}-{project['version']}"
    with tarfile.open(Path(sdist_directory, f"{stem}.tar.gz"), "w:gz") as sdist:
        for path in [*_package(), *(_HERE / name for name in ("README.md", "build_backend.py", "pyproject.toml"))]:
            sdist.add(path, f"{stem}/{path.relative_to(_HERE).as_posix()}")
        metadata = Path(sdist_directory, "PKG-INFO")
        metadata.write_text(_metadata(project))
        sdist.add(metadata, f"{stem}/PKG-INFO")
        metadata.unlink()
    return f"{stem}.tar.gz"


def _project() -> dict[str, object]:
    return tomllib.loads((_HERE / "pyproject.toml").read_text())["project"]


def _package() -> list[Path]:
    return sorted(path for path in (_HERE / "zmqcomm").iterdir() if path.suffix in (".py", ".typed"))


def _metadata(project: dict) -> str:
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"License: {project['license']['text']}",
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {dependency}" for dependency in project["dependencies"]),
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + (_HERE / project["readme"]).read_text()


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
