"""The GitHub action and the pre-commit hooks: what they run is run, its install step too."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from dx_kofu import __version__
from tests.support import EXAMPLES, ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
PYTHON, INSTALL, VALIDATE, CHECK = ACTION["runs"]["steps"]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
TOWN = (EXAMPLES / "small-town-one-aide.csv").read_text("utf-8")
TWICE = TOWN + TOWN.splitlines()[1].replace("kamiyama-1", "again") + "\n"
"""A table that claims a cost twice."""

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A repository with a budget that is as expected, one that is not, and a table that claims a cost twice."""
    at = tmp_path / "work space"
    for name, change in (("good", ""), ("bad", "1")):
        (at / "予算" / name).mkdir(parents=True)
        text = (EXAMPLES / "small-town-one-aide.expected.toml").read_text("utf-8")
        (at / "予算" / name / "b.csv").write_text(TOWN, "utf-8")
        (at / "予算" / name / "b.expected.toml").write_text(
            text.replace("allocation = ", f"allocation = {change}"), "utf-8"
        )
    (at / "twice.csv").write_text(TWICE, "utf-8")
    return at


def run_step(
    step: Mapping[str, Any], at: Path, inputs: Mapping[str, str], **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Runs a step as GitHub does: its script from a file, its inputs (the defaults where not given) in the environment."""
    given = {**{name: one["default"] for name, one in ACTION["inputs"].items()}, "lang": "en", **inputs}
    values = {"github.action_path": str(ROOT), **{f"inputs.{name}": value for name, value in given.items()}}
    own = {
        name: re.sub(r"\$\{\{ (\S+) \}\}", lambda found: values[found[1]], text) for name, text in step["env"].items()
    }
    script = at.parent / "step.sh"
    script.write_text(step["run"], "utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        capture_output=True,
        cwd=at,
        env={**os.environ, "GITHUB_STEP_SUMMARY": str(at.parent / "summary.md"), **own, **environment},
        check=False,
    )


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A search path that begins with the ``dx-kofu`` of the tests."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "dx-kofu").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dx_kofu "$@"\n', "utf-8")
    (scripts / "dx-kofu").chmod(0o755)
    return f"{scripts}{os.pathsep}{os.environ['PATH']}"


@needs_bash
def test_the_action_is_made_of_steps_whose_inputs_never_become_code() -> None:
    assert set(ACTION["inputs"]) == {"paths", "rules", "check", "fail-on", "lang", "version"}
    assert ACTION["runs"]["using"] == "composite"
    assert PYTHON["uses"].startswith("actions/setup-python@")
    assert VALIDATE["if"] == "${{ inputs.paths != '' }}"
    assert CHECK["if"] == "${{ !cancelled() && steps.install.outcome == 'success' && inputs.check != '' }}"
    for step in (INSTALL, VALIDATE, CHECK):
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]  # inputs reach a script through the environment only
        subprocess.run(["bash", "-n", "-c", step["run"]], check=True)


@needs_bash
def test_the_validate_step(workspace: Path, path: str) -> None:
    first = run_step(VALIDATE, workspace, {"paths": "予算/good\r\n\r\n予算/good/b.csv\r\n"}, PATH=path)
    assert (first.returncode, first.stdout) == (0, b"budgets: 1; as expected: 1, different: 0, with errors: 0\n")
    second = run_step(VALIDATE, workspace, {"paths": "予算"}, PATH=path)
    assert (second.returncode, b"::error file=" in second.stdout) == (1, True)
    assert run_step(VALIDATE, workspace, {"paths": "予算/good", "rules": "R7"}, PATH=path).returncode in (0, 1)
    assert run_step(VALIDATE, workspace, {"paths": "$(touch pwned); `touch pwned`"}, PATH=path).returncode == 2
    assert not (workspace / "pwned").exists()
    assert (workspace.parent / "summary.md").read_text("utf-8").count("## dx-kofu validate") == 3


@needs_bash
def test_the_check_step(workspace: Path, path: str) -> None:
    found = run_step(CHECK, workspace, {"check": "twice.csv\r\n"}, PATH=path, PYTHONIOENCODING="")
    assert (found.returncode, b"::error file=twice.csv,line=" in found.stdout) == (1, True), found.stdout
    assert "KF002" in (workspace.parent / "summary.md").read_text("utf-8")
    clean = run_step(CHECK, workspace, {"check": "予算/good/b.csv", "rules": "R8"}, PATH=path)
    assert clean.returncode == 0, clean.stdout
    shutil.copytree(ROOT / "rules", workspace / "rules")
    assert run_step(CHECK, workspace, {"check": "予算/good", "rules": "rules"}, PATH=path).returncode == 0
    grave = {"check": "予算/good", "fail-on": "gravest"}
    assert run_step(CHECK, workspace, grave, PATH=path).returncode == 2
    assert run_step(CHECK, workspace, {"check": "$(touch pwned)\n-x"}, PATH=path).returncode == 2
    assert not (workspace / "pwned").exists()


@needs_bash
def test_the_install_step_and_what_it_installs(workspace: Path, tmp_path: Path) -> None:
    """The program is installed from this folder alone; the next step finds it where the runner is told to look."""
    probe = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--target",
        str(tmp_path / "probe"),
        "iniconfig",
    ]
    tried = subprocess.run(probe, capture_output=True, check=False)
    if tried.returncode:
        pytest.skip(f"pip cannot install here: {tried.stderr.decode().strip()[-200:]}")
    (tmp_path / "run ner").mkdir()
    files = {"RUNNER_TEMP": str(tmp_path / "run ner"), "GITHUB_PATH": str(tmp_path / "path")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # as setup-python leaves it
    run = run_step(INSTALL, workspace, {"version": __version__}, PATH=path, **files)
    assert run.returncode == 0, run.stderr.decode()
    (line,) = (tmp_path / "path").read_text("utf-8").splitlines()
    assert Path(line).is_relative_to(tmp_path / "run ner" / "dx-kofu")
    path = f"{line}{os.pathsep}{os.environ['PATH']}"
    run = run_step(VALIDATE, workspace, {"paths": "予算/good"}, PATH=path, PYTHONPATH="")
    assert (run.returncode, run.stdout.split(b";")[0]) == (0, b"budgets: 1"), run.stderr

    # another version than the one asked for, in a text that would be a second command
    again = INSTALL | {"run": INSTALL["run"].replace("python -m venv", ": ").replace('"$scripts/python" -m pip', ": ")}
    run = run_step(again, workspace, {"version": "9\n::add-mask::2674000\r\n"}, **files)
    assert (run.returncode, len(run.stdout.splitlines())) == (2, 1)
    assert run.stdout.startswith(b"::error::dx-kofu ")
    assert len((tmp_path / "path").read_text("utf-8").splitlines()) == 1


# ------------------------------------------------------------------------------------------------ hooks


def run_hook(hook: Mapping[str, Any], at: Path, path: str, *files: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a hook as pre-commit does: entry, arguments, and the files that it takes."""
    command = [*hook["entry"].split(), *hook["args"], *files]
    environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, check=False)


def test_the_hooks_take_the_files_they_are_for() -> None:
    assert set(HOOKS) == {"dx-kofu-validate", "dx-kofu-check"}
    assert all(hook["language"] == "python" for hook in HOOKS.values())
    tables, budgets = ("a/b.csv", "b.xlsx"), ("b.expected.toml", "b.map.toml", "rules/R8.toml", "R10.toml")
    others = ("pyproject.toml", "README.md", "b.toml", "b.csv.bak")
    for name, takes in (("dx-kofu-validate", (*tables, *budgets)), ("dx-kofu-check", tables)):
        for file in (*tables, *budgets, *others):
            assert bool(re.search(HOOKS[name]["files"], file)) is (file in takes), (name, file)


@needs_bash
def test_the_validate_hook(workspace: Path, path: str) -> None:
    hook = HOOKS["dx-kofu-validate"]
    assert hook["pass_filenames"] is False
    for at, code in ((workspace / "予算" / "good", 0), (workspace, 1)):
        run = run_hook(hook, at, path)
        assert run.returncode == code, run.stderr


@needs_bash
def test_the_check_hook(workspace: Path, path: str) -> None:
    hook = HOOKS["dx-kofu-check"]
    assert hook["require_serial"] is True  # a cost claimed in two tables is found only where one run reads both
    (workspace / "-x.csv").write_text(TOWN.replace("kamiyama-", "other-"), "utf-8")
    assert run_hook(hook, workspace, path, "予算/good/b.csv").returncode == 0
    for files in (("twice.csv",), ("-x.csv", "予算/good/b.csv")):
        run = run_hook(hook, workspace, path, *files)
        assert (run.returncode, b"KF002" in run.stdout) == (1, True), run.stderr + run.stdout
