"""Runs what `compose.yaml` runs, in its order and with its environment, as processes instead of containers.

    make compose-check

For machines without a container engine: the files that the image copies, the roles' script, the migration as the owner,
the web server and the service as the site's role, on a real PostgreSQL, Redis and Elasticsearch. Not checked by it: the
images themselves, and that they can be pulled.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.browser.site import free_port
from tests.servers import postgresql, search_server

ROOT = Path(__file__).resolve().parents[2]
HOST = "site.example"


def main() -> None:
    told = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services, own = told["services"], told["x-app"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="disclosure-composed-")))
        database = stack.enter_context(postgresql.running())
        places = {"database": database.rpartition("@")[2].partition("/")[0], **_servers(stack, folder)}
        chosen = _chosen()
        app = _image(own["build"]["dockerfile_inline"], folder / "app")
        _sql(database, f"CREATE ROLE disclosure_owner LOGIN SUPERUSER PASSWORD '{chosen['OWNER_PASSWORD']}'")
        _sql(database, "CREATE DATABASE disclosure OWNER disclosure_owner")

        def command(name: str) -> tuple[list[str], dict[str, str]]:
            service = services[name]
            raw = service.get("environment", own["environment"])
            values = {key: _placed(_filled(str(value), chosen), places, folder) for key, value in raw.items()}
            words = service["command"]
            return [_placed(each.replace("$$", "$"), places, folder) for each in words], values

        for name in ("roles", "migrate"):
            _once(name, *command(name), app)
        _once("check", ["python", "manage.py", "check", "--deploy", "--database", "default"], command("web")[1], app)
        for name in ("web", "scheduler"):
            stack.enter_context(_process(name, *command(name), app))
        _look(command("web")[1], app)
    print("everything that compose.yaml starts came up")


def _chosen() -> dict[str, str]:
    """What an administrator puts into `.env`."""
    word = secrets.token_hex
    return {
        "SECRET_KEY": word(40),
        "DISCLOSURE_SEAL_KEYS": f"first:{word(32)}",
        "OWNER_PASSWORD": word(8),
        "SITE_PASSWORD": word(8),
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "EMAIL_HOST": "mail.example",
        "DEFAULT_FROM_EMAIL": f"site@{HOST}",
    }


def _servers(stack: ExitStack, folder: Path) -> dict[str, str]:
    port = free_port()
    redis = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    stack.enter_context(_process("cache", redis, {}, folder))
    search = search_server.Server()
    search.start()
    stack.callback(search.stop)
    return {"cache": f"127.0.0.1:{port}", "search": search.url.removeprefix("http://")}


def _image(recipe: str, app: Path) -> Path:
    """The files of the image, and no others."""
    app.mkdir()
    for line in recipe.splitlines():
        if line.startswith("COPY "):
            *sources, target = line.split()[1:]
            for source in sources:
                into = app / (source if target == "./" else target)
                into.parent.mkdir(parents=True, exist_ok=True)
                found = ROOT / source
                shutil.copytree(found, into) if found.is_dir() else shutil.copy(found, into)
    return app


def _filled(value: str, chosen: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)(?::\?)?\}", lambda match: chosen[match[1]], value)


def _placed(value: str, places: dict[str, str], folder: Path) -> str:
    """Names of services and folders of the containers as they are here."""
    host, _colon, port = places["database"].partition(":")
    value = value.replace("-h database", f"-h {host} -p {port}").replace("@database/", f"@{places['database']}/")
    value = value.replace("//cache:6379", f"//{places['cache']}").replace("//search:9200", f"//{places['search']}")
    value = value.replace("0.0.0.0:8000", "127.0.0.1:8000")
    return re.sub(r"^/data", str(folder / "data"), value)


def _environment(values: dict[str, str]) -> dict[str, str]:
    bin_folder = str(Path(sys.executable).parent)
    return {"PATH": f"{bin_folder}:{os.environ['PATH']}", "LANG": "C.UTF-8", **values}


def _once(name: str, command: list[str], values: dict[str, str], app: Path) -> str:
    done = subprocess.run(command, cwd=app, env=_environment(values), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    print(f"{name}: done")
    return done.stdout


@contextmanager
def _process(name: str, command: list[str], values: dict[str, str], app: Path) -> Any:
    log = Path(tempfile.gettempdir()) / f"composed-{name}.log"
    with log.open("w") as output:
        running = subprocess.Popen(command, cwd=app, env=_environment(values), stdout=output, stderr=output)
        time.sleep(1)
        try:
            yield running
            if running.poll() is not None:
                raise SystemExit(f"{name} ended by itself:\n{log.read_text()[-3000:]}")
            print(f"{name}: ran to the end")
        finally:
            running.terminate()
            running.wait(20)


def _look(values: dict[str, str], app: Path) -> None:
    _once("search rebuild", ["python", "manage.py", "search", "rebuild"], values, app)
    status = json.loads(_once("search status", ["python", "manage.py", "search", "status", "--json"], values, app))
    if not (status["available"] and status["documents"]):
        raise SystemExit(f"search: {status}")
    for address in ("/admin/login/", "/search/?q=%E7%94%B5%E6%A2%AF"):
        print(address, _get(address))
    _once("scheduler status", ["python", "manage.py", "scheduler", "status"], values, app)


def _get(address: str) -> int:
    """Through the proxy that ends TLS. Tried until the server is up."""
    for _try in range(60):
        request = urllib.request.Request(f"http://127.0.0.1:8000{address}", headers={"Host": HOST})
        request.add_header("X-Forwarded-Proto", "https")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except ConnectionError:
            time.sleep(0.5)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.5)
    raise SystemExit("the web server did not come up")


def _sql(database: str, statement: str) -> None:
    subprocess.run(["psql", database, "-v", "ON_ERROR_STOP=1", "-c", statement], check=True, capture_output=True)


if __name__ == "__main__":
    main()
