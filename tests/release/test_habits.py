"""Editor settings and git hooks need only what `make` installs."""

import re

import yaml

from tests.release.building import ROOT


def hooks():
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    return [(repository["repo"], hook) for repository in repositories for hook in repository["hooks"]]


def test_no_hook_is_downloaded():
    assert {repository for repository, _ in hooks()} == {"local"}
    assert {hook["language"] for _, hook in hooks()} == {"system", "pygrep"}


def test_hooks_do_what_make_format_does():
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nformat:")[2].partition("\n\n")[0]
    lines = re.findall(r"^\t\$\(BIN\)/(.+) \.$", recipe, re.MULTILINE)
    ran = [f".venv/bin/{line}" for line in lines]
    assert ran == [hook["entry"] for _, hook in hooks() if hook["language"] == "system"]
    assert ran == [".venv/bin/ruff check --fix", ".venv/bin/ruff format"]
