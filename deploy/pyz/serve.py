"""Beside the unpacked site: serves it with the production server, and says where when it is ready."""

import ctypes
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
# The server does not outlive the program that has unpacked it, even if that is killed.
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

HERE = Path(__file__).resolve().parent
# Before everything that is installed on this machine.
sys.path[:0] = [str(HERE / "site"), *map(str, sorted(HERE.glob("packages/*")))]

from gunicorn.app.wsgiapp import WSGIApplication  # noqa: E402


class Server(WSGIApplication):
    """gunicorn, as `make run` starts it."""

    def chdir(self):
        """Stays in the current folder, for paths in settings, but imports nothing from it."""

    def load_config(self):
        super().load_config()
        get_ready = self.cfg.when_ready

        def when_ready(server):
            get_ready(server)
            print(f"Offswitch is ready: {server.LISTENERS[0]} (Ctrl-C ends it)", flush=True)

        self.cfg.set("when_ready", when_ready)


sys.argv[1:] = ["--config", str(HERE / "site/gunicorn.conf.py"), "app:app"]
Server("%(prog)s [OPTIONS]").run()
