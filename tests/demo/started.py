"""Starts two processes as the demonstration does, each with a child of its own: `started.py FOLDER [with-parent]`.

Each writes its number into FOLDER once it is there.
"""

import sys
from pathlib import Path

from cms.demo.running import Processes

CHILD = """
import os, pathlib, subprocess, sys, time
folder, name, depth = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if depth:
    subprocess.Popen([sys.executable, "-c", open(folder / "child.py").read(), str(folder), name + "-below", "0"])
(folder / f"{name}.tmp").write_text(str(os.getpid()))
(folder / f"{name}.tmp").rename(folder / f"{name}.pid")
print("said by", name, flush=True)
time.sleep(300)
"""

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "child.py").write_text(CHILD)
    commands = {name: [sys.executable, "-c", CHILD, str(folder), name, "1"] for name in ("server", "scheduler")}
    sys.exit(Processes(commands, {}, folder / "demo.log", with_parent="with-parent" in sys.argv).run())
