#!/usr/bin/env python3
"""Huiyin's front door. It needs Python 3.11 or newer and nothing else.

python3 dev.py run [--no-demo]     everything up: environment, database, demo on first start, web and worker
python3 dev.py test [pytest …]     the tests, unit and browser
python3 dev.py check               lint, formatting, migrations, deployment settings, translations
python3 dev.py messages [--merge DIR] [--overwrite]   gather the texts, merge translations, compile them
python3 dev.py bench [options]     CPU per request and throughput of the main pages
python3 dev.py lock                pin the requirements anew
python3 dev.py manage …            Django's own commands, inside the environment

HOST, PORT (127.0.0.1, 8000) and HUIYIN_VAR (var/) choose the address and the data folder.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(f"Huiyin needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")
if sys.platform == "win32":
    sys.exit("Huiyin runs on Linux and macOS; on Windows use WSL.")

import json
import os
import secrets
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from tools import environment, running
from tools.environment import PYTHON, ROOT, Refusal, say


def main(arguments: list[str]) -> int:
    commands = {
        "run": run,
        "test": test,
        "check": check,
        "messages": messages,
        "bench": bench,
        "lock": lock,
        "manage": manage,
    }
    name, *rest = arguments or ["help"]
    if name not in commands:
        asked_for_help = name in ("help", "-h", "--help")
        print(__doc__ if asked_for_help else f"There is no command {name!r}.\n\n{__doc__}")
        return 0 if asked_for_help else 2
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        return commands[name](rest)
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def interrupt(signum, frame):
    """Let SIGTERM unwind like Ctrl-C, so that children end and temporary folders go."""
    raise KeyboardInterrupt


# --- run --------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Bring everything up, stay until Ctrl-C or SIGTERM, take everything down."""
    if set(arguments) - {"--no-demo"}:
        raise Refusal("dev.py run knows only --no-demo; HOST, PORT and HUIYIN_VAR choose the rest.")
    var = data_folder()
    host, port = address()
    lock_held = running.claim_folder(var)  # kept until this process ends
    running.check_port(host, port)
    environment.ensure("requirements.txt")
    compile_messages()
    env = os.environ | {"HUIYIN_VAR": str(var), "PYTHONUNBUFFERED": "1"} | site_settings(host, port)
    if subprocess.run([PYTHON, "tools/prepare.py", *arguments], env=env).returncode:
        raise Refusal("The database could not be prepared; the reason stands above.")
    own_address = reachable(host)
    running.Supervisor(
        servers(host, port, env),
        ready=lambda: running.answers(own_address, port),
        banner=lambda: show_banner(env["SITE_URL"], var),
    ).run()
    lock_held.close()
    return 0


def servers(host: str, port: int, env: dict[str, str]) -> list[running.Child]:
    """Web and worker, to be kept running by a supervisor."""
    web = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    threads = min(8, 2 * (os.cpu_count() or 1) + 1)  # waiting for the database's writer, mostly
    web += ["--workers", os.environ.get("WEB_WORKERS", "2"), "--blocking-threads", str(threads)]
    web += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--no-ws", "--log-level", "warning"]
    web += ["config.wsgi:application"]
    return [
        running.Child("web", web, env, ROOT, remind=True),
        running.Child("worker", [PYTHON, "manage.py", "qcluster"], env, ROOT),
    ]


def data_folder() -> Path:
    return Path(os.environ.get("HUIYIN_VAR") or ROOT / "var").expanduser().resolve()


def address() -> tuple[str, int]:
    """HOST and PORT, checked."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Refusal(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    return host.strip("[]"), int(port)


def reachable(host: str) -> str:
    """The address to talk to oneself when listening on every interface."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def site_settings(host: str, port: int) -> dict[str, str]:
    """Links in mails and the accepted host names follow HOST and PORT, unless they were set by hand."""
    public = reachable(host)
    names = ["127.0.0.1", "localhost", "[::1]", f"[{public}]" if ":" in public else public]
    if host in ("0.0.0.0", "::"):
        names += [socket.gethostname(), own_network_address()]
    site = f"http://[{public}]:{port}" if ":" in public else f"http://{public}:{port}"
    wanted = {"SITE_URL": site, "ALLOWED_HOSTS": ",".join(dict.fromkeys(filter(None, names)))}
    return {name: os.environ.get(name) or value for name, value in wanted.items()}


def own_network_address() -> str:
    """This machine's address on its network, or nothing; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""  # no network: only this machine can visit
        return probe.getsockname()[0]


def show_banner(site: str, var: Path) -> None:
    """Where to go, and one account per role as load_demo left them."""
    lines = ["", f"  Huiyin 回音 is up:  {site}/", ""]
    accounts = var / "accounts.json"
    if accounts.exists():
        people = json.loads(accounts.read_text(encoding="utf-8"))
        widths = [max(len(person[key]) for person in people) for key in ("role", "email")]
        for person in people:
            role, email = person["role"].ljust(widths[0]), person["email"].ljust(widths[1])
            lines.append(f"  {role}  {email}  {person['password']}")
        lines.append("")
    else:
        lines += ["  No account yet: python3 dev.py manage createsuperuser", ""]
    lines += [f"  Data is in {var}; Ctrl-C ends everything.", ""]
    say("\n".join(lines))


# --- test, check, bench -------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """Run pytest on two processes with a data folder of its own; extra words go to pytest."""
    environment.ensure("requirements-dev.txt")
    compile_messages()
    by_hand = {"--pdb", "--trace", "no:xdist", "-pno:xdist"}
    parallel = [] if by_hand & set(arguments) else ["-n", "2", "--dist", "worksteal"]
    with tempfile.TemporaryDirectory(prefix="huiyin-test-") as folder:
        env = os.environ | {"HUIYIN_VAR": folder}
        return attend([PYTHON, "-m", "pytest", *parallel, *arguments], env)


def check(arguments: list[str]) -> int:
    """Everything that can be judged without running the product; all of it, then the verdict."""
    environment.ensure("requirements-dev.txt")
    compile_messages()
    with tempfile.TemporaryDirectory(prefix="huiyin-check-") as folder:
        plain = os.environ | {"HUIYIN_VAR": folder}
        production = plain | {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": "https://huiyin.example",
            "ALLOWED_HOSTS": "huiyin.example",
            "DEBUG": "0",
        }
        manage_py = [PYTHON, "-W", "error::DeprecationWarning:config", "manage.py"]
        steps = {
            "lint": ([PYTHON, "-m", "ruff", "check"], plain),
            "formatting": ([PYTHON, "-m", "ruff", "format", "--check"], plain),
            "migrations": ([*manage_py, "makemigrations", "--check", "--dry-run"], plain),
            "deployment": ([*manage_py, "check", "--deploy", "--fail-level", "WARNING"], production),
            "translations": ([PYTHON, "tools/messages.py", "check"], plain),
            "templates": ([PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"], plain),
        }
        failed = []
        for name, (command, env) in steps.items():
            say(f"-- {name}")
            if attend(command, env):
                failed.append(name)
    say(f"Not in order: {', '.join(failed)}." if failed else "All in order.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure the main pages; see bench/bench.py --help."""
    environment.ensure("requirements.txt")
    compile_messages()
    return attend([PYTHON, "-m", "bench.bench", *arguments], dict(os.environ))


def manage(arguments: list[str]) -> int:
    """Django's command line on the same data folder as `run`."""
    environment.ensure("requirements.txt")
    compile_messages()
    return attend([PYTHON, "manage.py", *arguments], os.environ | {"HUIYIN_VAR": str(data_folder())})


def attend(command: list, env: dict[str, str]) -> int:
    """Run a command to its end; it gets Ctrl-C from the terminal itself, SIGTERM is passed on."""
    process = subprocess.Popen(command, env=env)
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


# --- texts and pins -------------------------------------------------------------------------------------


def messages(arguments: list[str]) -> int:
    """Gather all texts into the catalogue, merge translations, compile; tells what is missing."""
    environment.ensure("requirements.txt")
    return attend([PYTHON, "tools/messages.py", "gather", *arguments], dict(os.environ))


def compile_messages() -> None:
    """Compile the catalogues that changed since they were compiled."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            if subprocess.run([PYTHON, "tools/messages.py", "compile"]).returncode:
                raise Refusal("The translations could not be compiled; the reason stands above.")
            return


def lock(arguments: list[str]) -> int:
    """Pin the requirements files for every platform, with hashes and without any index address."""
    uv = environment.find_uv()
    if not uv:
        environment.ensure("requirements-dev.txt")  # brings uv
        uv = environment.find_uv()
    if not uv:
        raise Refusal("Pinning needs uv: install it and start again.")
    common = ["--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11"]
    pinned = ["-c", "requirements.txt"]
    for name, extra in (("requirements", []), ("requirements-dev", pinned), ("requirements-train", pinned)):
        command = [uv, "pip", "compile", "--quiet", *common, *environment.uv_index_options(), *extra]
        command += [
            "--custom-compile-command",
            "python3 dev.py lock",
            f"{name}.in",
            "--output-file",
            f"{name}.txt",
        ]
        command += arguments  # for example --upgrade
        if subprocess.run(command, env=environment.uv_environment(), stdout=subprocess.DEVNULL).returncode:
            raise Refusal(f"{name}.in could not be pinned; the reason stands above.")
        say(f"{name}.txt is pinned.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
