"""Programs that the tests need are installed, or named before any test runs."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("system-programs.sh")
NEEDED = ("chromium", "initdb", "faketime")
# This apt-get creates the programs of its packages, and logs its arguments.
APT = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/../called"
[ "$1" = update ] && exit 0
cd "$(dirname "$0")" || exit 1
for name in chromium faketime; do case "$*" in *$name*) cp initdb $name ;; esac; done
"""


@pytest.fixture
def machine(tmp_path):
    """A machine with only these programs; the user is an ordinary user or root."""

    def run(*programs: str, user: int = 1000, **scripts: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "bin"
        folder.mkdir()
        for tool in ("sh", "sed", "grep", "ls", "uname", "env", "dirname", "cp"):
            (folder / tool).symlink_to(str(shutil.which(tool)))
        stubs = {**dict.fromkeys(programs, "#!/bin/sh\n"), "id": f"#!/bin/sh\necho {user}\n", **scripts}
        for name, text in stubs.items():
            path = folder / name.replace("_", "-")
            path.write_text(text)
            path.chmod(0o755)
        return subprocess.run(
            ["sh", SCRIPT], env={"PATH": str(folder)}, capture_output=True, text=True, check=False, timeout=60
        )

    return run


def test_a_machine_that_has_everything_is_left_as_it_is(machine):
    ran = machine(*NEEDED, apt_get="#!/bin/sh\nexit 9\n", user=0)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("browser", ["chromium-browser", "google-chrome"])
def test_another_browser_of_the_kind_will_do(machine, browser):
    assert machine("initdb", "faketime", browser).returncode == 0


def test_missing_programs_that_cannot_be_installed_are_named(machine):
    ran = machine("initdb", apt_get=APT)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "The tests need programs that are not installed: chromium, faketime. "
        "Install them (Debian: apt-get install chromium faketime; chromium-browser and google-chrome will do too) "
        "and run make test again.\n"
    )


def test_a_browser_that_does_not_start_is_missing(machine):
    assert "not installed: chromium." in machine("initdb", "faketime", chromium="#!/bin/sh\nexit 1\n").stderr


def test_root_installs_what_is_missing(machine, tmp_path):
    ran = machine("initdb", apt_get=APT, user=0)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "Installing what the tests need: chromium, faketime.\n"
    assert (tmp_path / "called").read_text() == "update -qq\ninstall -y -qq chromium\ninstall -y -qq faketime\n"


def test_who_may_act_as_root_without_a_password_installs_by_sudo(machine, tmp_path):
    ran = machine("initdb", apt_get=APT, sudo='#!/bin/sh\n[ "$1" = -n ] && shift\n[ "$1" = true ] || "$@"\n')
    assert ran.returncode == 0, ran.stderr
    assert "install" in (tmp_path / "called").read_text()


def test_a_missing_package_does_not_prevent_other_installations(machine, tmp_path):
    ran = machine("initdb", apt_get=APT.replace("[ ", 'case "$*" in *chromium*) exit 100 ;; esac\n[ ', 1), user=0)
    assert ran.returncode == 1
    assert ran.stderr.startswith("The tests need programs that are not installed: chromium. ")


def test_an_installation_that_fails_ends_in_the_same_sentence(machine):
    ran = machine("initdb", apt_get="#!/bin/sh\nexit 100\n", user=0)
    assert ran.returncode == 1
    assert ran.stderr.startswith("The tests need programs that are not installed: chromium, faketime. ")
