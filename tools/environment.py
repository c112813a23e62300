"""The Python environment in .venv: made when missing, filled when the pinned requirements changed.

Standard library only: this runs before anything is installed.
"""

import configparser
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

# pip's own setting -> the option of uv that means the same.
PIP_TO_UV = {
    "index-url": "--default-index",
    "extra-index-url": "--index",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
}


class Refusal(Exception):
    """Something only the reader can put right; its text is the one sentence shown."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a file or a pipe."""
    print(text, flush=True)


def ensure(requirements: str) -> None:
    """Make .venv and install the named requirements file, unless exactly that was done before."""
    with one_at_a_time():
        if not PYTHON.exists():
            make_venv()
        stamp = VENV / f".installed-{requirements}"
        wanted = fingerprint(ROOT / requirements)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say(f"Installing what {requirements} names; the first time this takes a minute …")
        install(requirements)
        stamp.write_text(wanted)


@contextlib.contextmanager
def one_at_a_time():
    """Hold the checkout's installation lock: two commands started together do not install twice."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def fingerprint(path: Path) -> str:
    """What an installation depends on: the pinned file and the interpreter of the environment."""
    seed = path.read_bytes() + (VENV / "pyvenv.cfg").read_bytes()
    return hashlib.sha256(seed).hexdigest()


def make_venv() -> None:
    """Create .venv with this interpreter, or say what the machine lacks."""
    uv = shutil.which("uv")
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    elif uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
    else:
        raise Refusal("Python's venv module is missing: install it (on Debian: apt install python3-venv).")
    say("Making the environment in .venv …")
    if subprocess.run(command).returncode:
        shutil.rmtree(VENV, ignore_errors=True)  # a half-made one would look finished next time
        raise Refusal("The environment could not be made; the reason stands above.")


def install(requirements: str) -> None:
    """Install with every hash checked: by uv where it is at hand, by pip otherwise."""
    pinned = ["--require-hashes", "-r", str(ROOT / requirements)]
    uv = find_uv()
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *uv_index_options(), *pinned]
        if subprocess.run(command, env=uv_environment()).returncode == 0:
            return
        say("uv could not install this; trying pip.")
    bring_pip()
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([PYTHON, "-m", "pip", "install", *quiet, *pinned]).returncode:
        raise Refusal(f"Not everything {requirements} names could be installed; the reason stands above.")


def bring_pip() -> None:
    """An environment made by uv, or one whose making was interrupted, has no pip yet."""
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    if subprocess.run([PYTHON, "-m", "ensurepip", "--upgrade"], stdout=subprocess.DEVNULL).returncode:
        raise Refusal("There is no pip in .venv: delete the folder .venv and start again.")


def find_uv() -> str | None:
    """The uv on PATH or the one inside .venv."""
    inside = VENV / "bin" / "uv"
    return shutil.which("uv") or (str(inside) if inside.exists() else None)


def pip_settings() -> dict[str, str]:
    """pip's settings from its files and PIP_* variables, as pip itself would read them."""
    home = Path.home()
    config_home = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        config_home / "pip/pip.conf",
        Path(sys.prefix) / "pip.conf",
        Path(os.environ.get("PIP_CONFIG_FILE") or os.devnull),
    ]
    parser = configparser.RawConfigParser()
    parser.read(files, encoding="utf-8")
    settings = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            settings |= {key.replace("_", "-"): value for key, value in parser.items(section)}
    for name, value in os.environ.items():
        if name.startswith("PIP_") and value:
            settings[name[4:].lower().replace("_", "-")] = value
    return settings


def uv_index_options() -> list[str]:
    """pip's indexes in uv's words; uv's own variables win where they are set."""
    if any(name in os.environ for name in ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE")):
        return []
    settings = pip_settings()
    # As pip does: all indexes count alike. Every file is checked against its hash anyway.
    options = ["--index-strategy", "unsafe-best-match"]
    for key, option in PIP_TO_UV.items():
        for value in settings.get(key, "").split():
            options += [option, value]
    if settings.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        options.append("--no-index")
    return options


def uv_environment() -> dict[str, str]:
    """The environment for uv: pip's certificate bundle, if one is configured."""
    bundle = pip_settings().get("cert")
    return {"SSL_CERT_FILE": bundle, **os.environ} if bundle else dict(os.environ)
