"""The kit from a wheel, in an environment of its own and an empty folder: nothing of the checkout may be needed."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]


def call(*command, cwd, **env):
    """Run a command far from the checkout, and give what it printed."""
    clean = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}}
    ran = subprocess.run(command, cwd=cwd, env=clean | env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    uv = shutil.which("uv") or os.environ.get("UV")
    assert uv, "uv is how the README installs the kit: pip install uv"
    out = tmp_path_factory.mktemp("wheel")
    call(uv, "build", "--quiet", "--wheel", "--out-dir", str(out), str(HOME), cwd=out)
    return uv, next(out.glob("*.whl"))


def test_the_wheel_carries_the_series_the_worlds_and_the_licences(wheel):
    names = zipfile.ZipFile(wheel[1]).namelist()
    for wanted in (
        "leadkit/shipped/notebooks/00_start_here.ipynb",
        "leadkit/shipped/notebooks/prose/01_lead_contact_customer.th.yaml",
        "leadkit/shipped/exercises/01_lead_contact_customer.ipynb",
        "leadkit/shipped/exercises/solutions/01_lead_contact_customer.ipynb",
        "leadkit/shipped/exercises/source/prose/01_lead_contact_customer.th.yaml",
        "leadkit/shipped/datasets/saas/people.csv",
        "leadkit/data/packs/definitions/marketstar.yaml",
        "leadkit/py.typed",
    ):
        assert wanted in names, wanted
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-CONTENT") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "docs/", "benchmarks/"))]


@pytest.mark.slow
def test_a_notebook_runs_from_the_wheel_in_an_empty_folder(wheel, tmp_path):
    uv, file = wheel
    place = tmp_path / "empty"
    place.mkdir()
    call(uv, "venv", "--quiet", str(tmp_path / "venv"), cwd=place)
    python = tmp_path / "venv" / "bin" / "python"
    call(uv, "pip", "install", "--quiet", "--python", str(python), str(file), cwd=place)
    where = call(str(python), "-c", "import leadkit; print(leadkit.__file__)", cwd=place)
    assert str(HOME) not in where
    leadkit = str(python.with_name("leadkit"))
    call(leadkit, "run", "01", "-p", "lang", "vi", "--out", "page", cwd=place)
    assert {"index.html", "01_lead_contact_customer.html", "01_lead_contact_customer.ipynb"} <= {
        path.name for path in (place / "page").iterdir()
    }
    made = call(leadkit, "data", "make", "saas", "--people", "50", "--out", "mine", cwd=place)
    assert "mine" in made
    call(leadkit, "data", "check", "mine", cwd=place)
    told = call(leadkit, "classify", "mine", "--by", "marketstar", cwd=place)
    assert "marketstar_lead" in told
