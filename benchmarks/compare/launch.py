"""Runs a command and prints, as JSON, how it ended, its seconds, its processor time and its peak of memory in MiB.

    python -S launch.py SECONDS GIB COMMAND...

A process of its own, kept small: what Linux counts as a command's peak begins with the memory of the process that started it.
0 GiB is no limit.
"""

import json
import os
import resource
import signal
import sys
import time


def main() -> None:
    timeout, memory, *command = sys.argv[1:]
    if float(memory):
        most = int(float(memory) * 2**30)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(int(float(timeout)))
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    told = (os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
