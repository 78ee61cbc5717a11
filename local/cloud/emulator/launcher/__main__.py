"""Starts MiniStack with this project's patches, on 127.0.0.1 only.

Arguments: `--port N` (0: any free one). Writes one line of JSON, `{"port": N}`, on standard output when the port is
bound; everything else is a log line on standard error. Ends, with every Lambda process it started, when standard input
closes: the parent holds the other end, so it also closes when the parent is killed.
"""

import argparse
import json
import os
import signal
import socket
import sys
import threading


def bind(port: int) -> socket.socket:
    """A bound socket: the port is ours from here on, so no other process can take it before the server listens."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.set_inheritable(False)
    return server


def end_process_group(*_: object) -> None:
    """Ends this process and its Lambda children at once: nothing they hold outlives the emulator."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def end_when_parent_ends() -> None:
    """Waits for the end of standard input; only the parent holds its other end."""
    while os.read(0, 4096):
        pass
    end_process_group()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()

    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, end_process_group)
    signal.signal(signal.SIGINT, end_process_group)
    threading.Thread(target=end_when_parent_ends, daemon=True).start()

    server = bind(arguments.port)
    port: int = server.getsockname()[1]
    # MiniStack reads these when its modules are imported, so they come before the first import of it.
    os.environ["GATEWAY_PORT"] = str(port)
    os.environ["MINISTACK_HOST"] = "127.0.0.1"

    from patches import apply_patches
    from serve import serve

    apply_patches()
    print(json.dumps({"port": port}), flush=True)
    serve(server)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        print(f"The emulator could not start: {error}", file=sys.stderr)
        sys.exit(1)
