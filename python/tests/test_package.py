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

"""The package as a stranger gets it: installed by pip into a fresh environment, with the READMEs' examples."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT))


def run(*command, cwd):
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    venv = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--system-site-packages", str(venv), cwd=venv.parent)
    run(str(venv / "bin" / "pip"), "install", str(ROOT), cwd=venv.parent)
    yield venv / "bin" / "python"
    shutil.rmtree(venv)


def test_pip_installs_it_with_its_types(python):
    script = "import zmqcomm, pathlib; print(*sorted(p.name for p in pathlib.Path(zmqcomm.__file__).parent.iterdir()))"
    installed = run(str(python), "-B", "-c", script, cwd=python.parent).split()
    assert {path.name for path in (ROOT / "zmqcomm").iterdir()} - {"__pycache__"} <= set(installed)
    assert "py.typed" in installed
    shown = run(str(python), "-m", "pip", "show", "-f", "zmqcomm", cwd=python.parent)
    assert "Requires: numpy, pyzmq" in shown
    assert str(python.parent.parent) in shown
    run(str(python), "-m", "pip", "uninstall", "-y", "zmqcomm", cwd=python.parent)
    run(str(python), "-m", "pip", "install", str(ROOT), cwd=python.parent)


@pytest.mark.parametrize("page", ["README.md", "../README.md"])
def test_the_examples_of_the_pages(python, page, tmp_path):
    examples = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    (example,) = [example for example in examples if "import ZmqCommunicator" in example]
    printed = run(str(python), "-W", "error", "-c", example, cwd=tmp_path)
    assert printed.endswith("[[ 0.  2.  4.]\n [ 6.  8. 10.]]\n")


def test_what_is_distributed(tmp_path):
    import build_backend

    with zipfile.ZipFile(tmp_path / build_backend.build_wheel(str(tmp_path))) as wheel:
        assert "zmqcomm/py.typed" in wheel.namelist()
        assert wheel.testzip() is None
        assert not [name for name in wheel.namelist() if "test" in name or "pycache" in name]
    with tarfile.open(tmp_path / build_backend.build_sdist(str(tmp_path))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"pyproject.toml", "build_backend.py", "README.md", "PKG-INFO", "zmqcomm/py.typed"} <= names
