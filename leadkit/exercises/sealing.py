"""One submission behind locks: started by its path, in a Python of its own, with the job on its standard input.

What a student's file does is never trusted, so the process that runs it gives up all it does not need, before any
of that code is read. This module uses nothing but the standard library, since most locks hold for one thread, and
NumPy starts others as soon as it is imported. The keeper (the process that is started) opens new namespaces and forks;
the fork locks itself in and runs the cells; when it ends, the keeper ends whatever is left. Locks, each tried and each
told as the first line of what comes out, while the code is still ours:

- limits of the kernel: address space, processor time, size of a file, processes, no core dumps;
- files: Landlock lets it read Python and the kit, write into its own folder, and open nothing else;
- calls: seccomp refuses sockets of every kind (so no network, no desktop, no container engine), and calls that look
  into other processes or change mounts; a change of mode or owner is pretended;
- names: no network interface, no other process to be seen or ended, a folder in memory of bounded size;
- rights: no capability; somebody who is root becomes a user whom no file belongs to.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress
from typing import Any

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_PRIVATE = 0x4000 | 0x40000  # mounts: recursive, private
_FOLDER = 256 * 2**20  # bytes that a submission may write into its folder
_FILES = 256  # open at once
_RULESET, _RULE, _RESTRICT = 444, 445, 446  # Landlock, on every machine
_FILE_RIGHTS, _READING = 0b100000000000111, 0b1101  # what can be allowed on a file; execute, read, list
_OF_SYSTEM = (
    *("/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/etc/localtime", "/etc/ld.so.cache", "/var/cache/fontconfig"),
    *("/dev/zero", "/dev/random", "/dev/urandom", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/proc/self"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm/overcommit_memory"),
)
# Of each machine: its mark, the calls that are refused, the calls that are pretended. Refused are socket, ptrace,
# process_vm_*, mount, unshare, setns, keys, perf, bpf, userfaultfd, handles, truncate by path, io_uring, new mounts,
# pidfd_getfd; pretended are chmod, chown, utime and xattr of all kinds, which Landlock does not know.
_LATE = (425, 428, 429, 430, 438, 442)
_MACHINES = {
    "x86_64": (
        0xC000003E,
        (41, 76, 101, 165, 246, 248, 249, 250, 272, 298, 304, 308, 310, 311, 321, 323, *_LATE),
        (90, 91, 92, 93, 94, 132, 188, 189, 190, 197, 198, 199, 235, 260, 261, 268, 280, 452, 463, 466),
    ),
    "aarch64": (
        0xC00000B7,
        (198, 45, 117, 40, 104, 217, 218, 219, 97, 241, 265, 268, 270, 271, 280, 282, *_LATE),
        (5, 6, 7, 14, 15, 16, 52, 53, 54, 55, 88, 452, 463, 466),
    ),
}


def main() -> None:
    """Keep one submission: open the namespaces, fork, wait, end what is left."""
    told = os.dup(1)
    job = json.loads(sys.stdin.buffer.read())
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    spaces = _new_spaces(job)
    _prctl(36, 1)  # orphans of the fork become ours, so that we can end them
    child = os.fork()
    if child == 0:
        _run(job, spaces, told)
    os.close(told)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    _end_orphans()
    os._exit(status if status >= 0 else 128 - status)


def _run(job: dict[str, Any], spaces: bool, told: int) -> None:
    """Lock ourselves in, then read and run the student's cells; the exit code is 0 when all was told."""
    locks = {"names": spaces, **_shut(job, spaces=spaces)}
    with os.fdopen(told, "w", encoding="utf-8") as out:

        def tell(**event: Any) -> None:  # noqa: ANN401 - a line of JSON
            out.write(json.dumps(event) + "\n")
            out.flush()

        tell(locks=locks)
        try:
            _kit(job["package"])
            from leadkit.exercises.cells import perform  # noqa: PLC0415 - heavy, and only behind the locks
        except BaseException as error:  # noqa: BLE001 - whatever it is, the trainer is to hear of it
            tell(broken=f"{type(error).__name__}: {error}"[:300])
            os._exit(1)
        perform(job["cells"], job["wanted"], job["lang"], tell)
    os._exit(0)


def _kit(package: str) -> None:
    """Import the very kit of the trainer, though the folder that it lies in cannot be listed any more."""
    spec = importlib.util.spec_from_file_location(
        "leadkit", f"{package}/__init__.py", submodule_search_locations=[package]
    )
    if spec is None or spec.loader is None:
        raise ImportError(package)
    sys.modules["leadkit"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["leadkit"])


def _new_spaces(job: dict[str, Any]) -> bool:
    """Open namespaces where the system allows it: without network or other processes, a folder in memory."""
    trial = os.fork()  # half a namespace cannot be left again
    if trial == 0:
        os._exit(0 if _unshared() else 1)
    if os.waitpid(trial, 0)[1] or not _unshared():
        return False
    options = f"size={_FOLDER},nr_inodes=20000,mode=700".encode()
    if not _LIBC.mount(b"none", b"/", None, _PRIVATE, None):
        _LIBC.mount(b"none", job["work"].encode(), b"tmpfs", 6, options)  # 6: no devices, no set-user-id
    return True


def _unshared() -> bool:
    user, group = os.geteuid(), os.getegid()
    new = _NEWNS | _NEWIPC | _NEWPID | _NEWNET | (_NEWUSER if user else 0)
    if getattr(_LIBC, "unshare", None) is None or _LIBC.unshare(new):
        return False
    try:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}" if user else os.devnull, "w", encoding="ascii") as file:  # noqa: PTH123 - one write
                file.write(text)
    except OSError:
        return False
    return True


def _shut(job: dict[str, Any], *, spaces: bool) -> dict[str, bool]:
    """Close the locks that hold for the process itself, from the widest to the last."""
    own_proc = spaces and not _LIBC.mount(b"proc", b"/proc", b"proc", 14, None)  # it shows our own processes only
    os.chdir(job["work"])
    if os.geteuid() == 0:
        os.chown(job["work"], job["user"], job["user"])
    _limit(job)
    _prctl(38, 1)  # nothing that is started has more rights than we
    files = _landlock(job, own_proc=own_proc)
    rights = _give_up_rights(job["user"], may_read=files)
    _prctl(1, signal.SIGKILL)  # when the keeper ends, so do we
    return {"files": files, "rights": rights, "calls": _seccomp()}


def _limit(job: dict[str, Any]) -> None:
    limits = {
        "DATA": job["memory"],  # what it really asks for
        "AS": 4 * job["memory"],  # allocators of threads reserve far more than they use
        "CPU": job["seconds"],
        "FSIZE": _FOLDER,
        "NOFILE": _FILES,
        "NPROC": job["processes"],
        "CORE": 0,
    }
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):  # macOS knows some by name only
            resource.setrlimit(kind, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard),) * 2)


def _landlock(job: dict[str, Any], *, own_proc: bool) -> bool:
    """Allow reading what Python needs and writing the own folder; False where the kernel has no Landlock."""
    if sys.platform != "linux":
        return False
    version = _LIBC.syscall(_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    handled = struct.pack("QQQ", rights, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    rules = _LIBC.syscall(_RULESET, handled, 24 if version >= 4 else 8, 0)
    if rules < 0:
        return False
    for path in (*job["read"], *_OF_SYSTEM, *(["/proc"] if own_proc else [])):
        _allow(rules, path, _READING)
    _allow(rules, job["work"], rights)
    _allow(rules, os.devnull, 0b110)
    held = bool(_LIBC.syscall(_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return held


def _allow(rules: int, path: str, rights: int) -> None:
    with suppress(OSError):  # what is not there needs no rule
        there = os.open(path, os.O_PATH | os.O_CLOEXEC)
        most = rights if os.path.isdir(path) else rights & _FILE_RIGHTS  # noqa: PTH112 - no pathlib behind the locks
        _LIBC.syscall(_RULE, rules, 1, struct.pack("=Qi", most, there), 0)
        os.close(there)


def _give_up_rights(user: int, *, may_read: bool) -> bool:
    """Drop every capability; root becomes somebody else, who may still read what Landlock allows (Python itself)."""
    root = os.geteuid() == 0
    if sys.platform != "linux":
        return not root
    for capability in range(64):
        _prctl(24, capability)
    keep = 0
    if root and may_read:
        _prctl(8, 1)  # capabilities survive the change of user
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        keep = 1 << 2  # reading and listing, whoever the owner is
    _LIBC.capset(struct.pack("Ii", 0x20080522, 0), struct.pack("6I", keep, keep, 0, 0, 0, 0))
    return os.geteuid() != 0


def _seccomp() -> bool:
    """Refuse some calls of the system and pretend others; False on a machine whose numbers we do not know."""
    if platform.system() != "Linux" or platform.machine() not in _MACHINES:
        return False
    mark, refused, pretended = _MACHINES[platform.machine()]
    steps = [(0x20, 0, 0, 4), (0x15, 1, 0, mark), (0x06, 0, 0, 0x50001), (0x20, 0, 0, 0), (0x35, 0, 1, 1 << 30)]
    steps.append((0x06, 0, 0, 0x50001))  # another mark, or the other numbering of x86: refused
    for numbers, answer in ((refused, 0x50001), (pretended, 0x50000)):
        for number in numbers:
            steps += [(0x15, 0, 1, number), (0x06, 0, 0, answer)]
    steps.append((0x06, 0, 0, 0x7FFF0000))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    return bool(_prctl(22, 2, program) == 0)


def _end_orphans() -> None:
    """End what the submission left behind: a daemon that left its group is our child by now."""
    with suppress(ChildProcessError):
        while True:
            for child in _children():
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            os.waitpid(-1, 0)


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:  # noqa: PTH123 - as above
            return [int(one) for one in file.read().split()]
    except OSError:
        return []


def _prctl(what: int, value: int, more: int | bytes = 0) -> int:
    if sys.platform != "linux":
        return -1
    third = more if isinstance(more, bytes) else ctypes.c_ulong(more)
    return int(_LIBC.prctl(what, ctypes.c_ulong(value), third, ctypes.c_ulong(0), ctypes.c_ulong(0)))


if __name__ == "__main__":
    main()
