"""Accidents: workers and parents that die, releases that are exchanged, disks that fail; all under load.

Prints tables for docs/reliability.md. Ends with 1 if a request was lost that the server was not at when it
was hit. The disks and networks need root, or a system that lets others make namespaces.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine, processes, servers, table
from benchmarks.load import Load, readers
from benchmarks.setups import NAMES, Door, Setup, proxy, setup
from offswitch.folders import ROOT
from tests.drafts import Project
from tests.ports import Ports
from tests.test_upgrade import Host, retitled

CPUS = ",".join(map(str, machine.CPUS))
KILLS = 5


@dataclass(frozen=True)
class Trial:
    what: str
    where: str
    load: Load

    @property
    def line(self) -> str:
        load = self.load
        in_flight = len(load.lost_in_flight)
        return table.line(
            self.what,
            self.where,
            f"{len(load.asked):,}",
            str(in_flight),
            str(len(load.lost) - in_flight),
            f"{load.slowest:.2f}",
        )


HEAD = ["Accident", "Setup", "Requests", "Lost in flight", "Lost otherwise", "Slowest s"]


def killed_workers(place: Setup) -> Trial:
    with readers(place.door) as load:
        for _ in range(KILLS):
            time.sleep(1.5)
            worker, hit = place.site.workers[-1], time.monotonic()
            os.kill(worker, signal.SIGKILL)
            load.blows.append((hit, time.monotonic()))
        time.sleep(1.5)
    return Trial(f"`kill -9` of a worker, {KILLS} times", place.name, load)


def hung_up(place: Setup) -> Trial:
    with readers(place.door) as load:
        time.sleep(1.5)
        place.site.process.send_signal(signal.SIGHUP)
        time.sleep(6)
    return Trial("`HUP`: all workers are exchanged", place.name, load)


def killed_parent(name: str, folder: Path, ports: Ports) -> Trial:
    """The parent dies, its workers see that and end, and what watches over it starts it anew."""
    if name == "nginx":
        return killed_in_systemd(name, folder, ports)
    app = ports.free()
    with behind(name, folder, app, ports) as door, ExitStack() as reading:
        with servers.ours(app, folder / "first", 2, CPUS) as first:
            door.opens()
            load = reading.enter_context(readers(door))
            time.sleep(1.5)
            kill_parent(first.process.pid, load)
        with servers.ours(app, folder / "second", 2, CPUS):
            door.opens()
            time.sleep(1.5)
            reading.close()
    return Trial("`kill -9` of the parent, started anew as Docker does", name, load)


def killed_in_systemd(name: str, folder: Path, ports: Ports) -> Trial:
    with hosted(name, folder, ports) as (host, door), readers(door) as load:
        time.sleep(1.5)
        kill_parent(int((host.folder / "pid").read_text(encoding="ascii")), load)
        host.restarts()
        time.sleep(1.5)
    return Trial("`kill -9` of the parent, started anew as systemd does", name, load)


def kill_parent(parent: int, load: Load) -> None:
    """Its workers see within a second or two that they are alone, and end with what they are at."""
    workers, hit = processes.family(parent)[1:], time.monotonic()
    os.kill(parent, signal.SIGKILL)
    for worker in workers:
        processes.wait_until_gone(worker)
    load.blows.append((hit, time.monotonic()))


def exchanged(name: str, folder: Path, ports: Ports) -> Trial:
    """As `docker compose up` does: the old container ends, the new one starts."""
    app = ports.free()
    with behind(name, folder, app, ports) as door, ExitStack() as reading:
        with servers.ours(app, folder / "old", 2, CPUS):
            door.opens()
            load = reading.enter_context(readers(door))
            time.sleep(1.5)
        with servers.ours(app, folder / "new", 2, CPUS):
            door.opens()
            time.sleep(1.5)
            reading.close()
    return Trial("stopped, and a new one started", name, load)


def upgraded(name: str, folder: Path, ports: Ports) -> Trial:
    with hosted(name, folder, ports) as (host, door):
        release = retitled(host.release("1.1"))
        with readers(door) as load:
            time.sleep(1.5)
            done = host.upgrades(str(release.folder))
            time.sleep(1.5)
        if done.returncode or "Newer" not in host.title():
            raise RuntimeError(done.stderr)
    return Trial("`deploy/systemd/upgrade`", name, load)


@contextmanager
def hosted(name: str, folder: Path, ports: Ports) -> Iterator[tuple[Host, Door]]:
    """A machine with systemd's socket, which the stand-in of the tests hands on."""
    (folder / "project").mkdir(parents=True)
    project = Project.build(folder / "project")
    with socket.create_server(("127.0.0.1", ports.free())) as listener:
        host = Host(folder, project, listener)
        try:
            host.starts(host.release("1.0"))
            with behind(name, folder, host.port, ports) as door:
                door.opens()
                yield host, door
        finally:
            host.stops()


@contextmanager
def behind(name: str, folder: Path, app: int, ports: Ports) -> Iterator[Door]:
    if name == "alone":
        yield Door(app, secure=False)
        return
    with proxy(name, folder / "proxy", app, ports, CPUS) as (server, _):
        yield Door(server.port, secure=True)


# ---- disks and networks

LOCKED = (
    "mount --make-rprivate /; findmnt -rno TARGET | grep -vE '^/(proc|sys|dev$)' | while read -r each; do "
)
HARDSHIPS = {
    "a read-only disk": f'{LOCKED} [ "$each" = /dev/shm ] || mount -o remount,bind,ro "$each"; done',
    "a full disk": (
        "mount --make-rprivate /; for each in /var/tmp /dev/shm; do "
        'mount -t tmpfs -o size=64k full "$each"; cat /dev/zero > "$each/everything" 2>/dev/null; done; '
        "export HOME=/var/tmp TMPDIR=/var/tmp"
    ),
    # Not even root may write there.
    "no writable home": "export HOME=/proc",
    "no network but its own": "ip link set lo up",
    "a log that cannot be written": "exec > /dev/full 2> /dev/full",
}
"""What is done, as root in namespaces of its own, before the server starts."""


def hardship(what: str, port: int) -> str:
    """What benchmarks/hardship.py says of the site after this was done to it."""
    unshare = ["unshare", "--mount", *(["--net"] if "network" in what else [])]
    script = f'exec 9>&1; {HARDSHIPS[what]}; exec "$0" -m benchmarks.hardship {port} 9'
    done = subprocess.run(
        [*unshare, *(["--map-root-user"] if os.geteuid() else []), "bash", "-c", script, sys.executable],
        cwd=ROOT,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout.strip() or f"**does not run**: {done.stderr.strip()[-300:]}"


# ---- all of them


def in_setup(trial: Callable[[Setup], Trial], name: str, folder: Path, ports: Ports) -> Trial:
    with setup(name, folder, ports, CPUS) as place:
        return trial(place)


TRIALS: dict[str, tuple[Callable[[str, Path, Ports], Trial], list[str]]] = {
    "worker": (lambda *where: in_setup(killed_workers, *where), NAMES),
    "hup": (lambda *where: in_setup(hung_up, *where), NAMES),
    # Where something keeps requests meanwhile: Caddy waits, and so does systemd's socket.
    "parent": (killed_parent, ["caddy", "nginx"]),
    "exchange": (exchanged, ["caddy"]),
    "upgrade": (upgraded, ["alone", "nginx"]),
}
"""What is tried, and in which setups."""


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument(
        "--trial", choices=[*TRIALS, "hardships"], action="append", help="all, if you name none"
    )
    options.add_argument("--port", type=int, default=26400, help="the ports after this one are used")
    chosen = options.parse_args()
    machine.needs("nginx", "taskset", "unshare")
    wanted, ports, well = chosen.trial or [*TRIALS, "hardships"], Ports(chosen.port), True
    say(f"{machine.described()}.", "")
    if wanted != ["hardships"]:
        say(table.line(*HEAD), table.line("---", "---", *["---:"] * (len(HEAD) - 2)))
    with TemporaryDirectory(prefix="offswitch-accidents-") as folder:
        for what in (each for each in wanted if each in TRIALS):
            tried, names = TRIALS[what]
            for name in names:
                trial = tried(name, Path(folder) / what / name, ports)
                say(trial.line)
                load = trial.load
                sys.stderr.writelines(
                    f"{each.lost}\n" for each in load.lost if each not in load.lost_in_flight
                )
                well = well and len(load.lost) == len(load.lost_in_flight)
    if "hardships" in wanted:
        say("", table.line("With", "The site"), table.line("---", "---"))
        for what in HARDSHIPS:
            found = hardship(what, ports.free())
            say(table.line(what, found))
            well = well and found.startswith("runs")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
