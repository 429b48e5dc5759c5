"""`manage.py demo serve|setup|reset`: the demonstration site, from nothing to a running server."""

import contextlib
import logging
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections

from cms.demo.running import Processes

PEOPLE = (
    ("editor_licensing", "行政许可信息编辑：起草、提交"),
    ("planning", "计划科技处：填写收费依据及标准"),
    ("legal", "法规处：合法性审查、备案"),
    ("general", "办公室：保密审查、记录局务会决议"),
    ("deputy_licensing", "分管业务的局领导：审签"),
    ("deputy_publicity", "分管宣教的局领导：审签"),
    ("publicity", "宣教处：网上发布"),
    ("director", "局长"),
    ("discipline", "纪检监察：只读"),
    ("admin", "系统管理员（不能发布）"),
)

NAMES = {"server": "网站服务", "scheduler": "后台服务"}


class Command(BaseCommand):
    help = "Sets up the demonstration and serves it with the service that delivers side effects."
    log: Path
    requires_system_checks: list[str] = []  # the database that checks ask about is made here

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        serve = actions.add_parser("serve", help="set up what is missing, then serve")
        serve.add_argument("--port", type=int, default=8000)
        serve.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
        actions.add_parser("setup", help="set up what is missing")
        actions.add_parser("reset", help="delete everything of the demonstration and set it up afresh")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("演示站点只在 SQLite 上运行：请取消 DATABASE_URL。")
        self.log = Path(settings.VAR_DIR) / "demo.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_text("", encoding="utf-8")
        with self.log.open("a", encoding="utf-8", buffering=1) as log, _written_to(log):
            try:
                getattr(self, f"_{options['action']}")(**options)
            except Exception:
                self.stdout.write(f"日志写在  {self.log}")
                raise

    def _say(self, line: str) -> None:
        self.stdout.write(f"  · {line}")
        self.stdout.flush()

    def _reset(self, **options: Any) -> None:
        connections.close_all()
        for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "witness.log", "demo-password"):
            (settings.VAR_DIR / name).unlink(missing_ok=True)
        for name in ("vault", "media", "mail"):
            shutil.rmtree(settings.VAR_DIR / name, ignore_errors=True)
        self._setup(**options)

    def _setup(self, **options: Any) -> None:
        from cms.demo import building
        from cms.organisation import chart

        self.stdout.write("正在准备演示站点…")
        self._say("数据库")
        call_command("migrate", verbosity=0, interactive=False)
        self._say("静态文件")
        call_command("collectstatic", verbosity=0, interactive=False)
        self._say("机构、岗位与人员")
        password = self._password()
        call_command("organisation", "load", str(chart.EXAMPLE), password=password, stdout=_Quiet())
        call_command("load_subject_classes", stdout=_Quiet())
        call_command("workdays", "load", stdout=_Quiet())
        building.build(self._say)
        self._say("搜索索引")
        call_command("search", "rebuild", stdout=_Quiet())

    def _password(self) -> str:
        """The common password: DEMO_PASSWORD, or one made on the first run and kept in `var/`."""
        kept = Path(settings.VAR_DIR) / "demo-password"
        wanted = os.environ.get("DEMO_PASSWORD", "")
        before = kept.read_text(encoding="utf-8").strip() if kept.exists() else ""
        password = wanted or before or f"demo-{secrets.token_hex(4)}"
        if password != before:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(password, encoding="utf-8")
            if before:
                self._change_passwords(password)
        return password

    def _change_passwords(self, password: str) -> None:
        from django.contrib.auth.hashers import make_password

        get_user_model()._default_manager.update(password=make_password(password))

    def _serve(self, **options: Any) -> None:
        self._setup(**options)
        port = options["port"]
        address = f"http://127.0.0.1:{port}"
        self._tell(address)
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        server = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
        commands = {
            "server": [*server, "--threads", "4", "--log-level", "warning"],
            "scheduler": [*manage, "scheduler", "run", "--interval", "2"],
        }
        processes = Processes(
            commands, {"SITE_URL": address, "DEBUG": "0"}, self.log, with_parent=bool(options["with_parent"])
        )
        code = processes.run()
        if code:
            raise CommandError(f"{NAMES[processes.ended_by]}自行结束（代码 {code}）。")
        self.stdout.write(f"演示站点已结束。日志写在  {self.log}")

    def _tell(self, address: str) -> None:
        kept = (Path(settings.VAR_DIR) / "demo-password").read_text(encoding="utf-8").strip()
        self.stdout.write("")
        self.stdout.write(f"公众网站  {address}/")
        self.stdout.write(f"管理后台  {address}/admin/")
        self.stdout.write(f"统一密码  {kept}")
        self.stdout.write("登录名：")
        for name, what in PEOPLE:
            self.stdout.write(f"  {name:<18}{what}")
        self.stdout.write(f"邮件写在  {settings.VAR_DIR / 'mail'}")
        self.stdout.write(f"日志写在  {self.log}")
        self.stdout.write("按 Ctrl-C 结束。")
        self.stdout.flush()


@contextlib.contextmanager
def _written_to(log: TextIO) -> Iterator[None]:
    """What is logged goes to the file: who looks at the demonstration sees its progress alone."""
    handlers = [each for each in logging.getLogger().handlers if isinstance(each, logging.StreamHandler)]
    former = [each.setStream(log) for each in handlers]
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        for handler, stream in zip(handlers, former, strict=True):
            if stream is not None:
                handler.setStream(stream)


class _Quiet:
    """Swallows the chatter of commands that this one calls."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None
