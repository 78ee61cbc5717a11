"""A tiny S3 that serves versions of objects by range, and misbehaves when told to."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class ObjectStore:
    """Objects by (path, version); `cut` and `ignore_ranges` are the ways to misbehave."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    """How many bytes each of the next answers carries before its connection breaks."""
    ignore_ranges: bool = False

    def start(self) -> ThreadingHTTPServer:
        """Serve on a free port until the server is shut down."""
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                store.answer(self)

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one GET."""
        url = urlsplit(request.path)
        version = parse_qs(url.query).get("versionId", [""])[0]
        data = self.objects.get((unquote(url.path), version))
        if data is None:
            self._refuse(request)
            return
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers["Range"])
        assert wanted is not None
        self.ranges.append(request.headers["Range"])
        first, last = int(wanted[1]), min(int(wanted[2]), len(data) - 1)
        body = data if self.ignore_ranges else data[first : last + 1]
        request.send_response(200 if self.ignore_ranges else 206)
        if not self.ignore_ranges:
            request.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        request.send_header("Content-Length", str(len(body)))
        request.send_header("ETag", '"an-etag"')
        request.end_headers()
        kept = self.cut.pop(0) if self.cut else len(body)
        request.wfile.write(body[:kept])
        request.close_connection = kept < len(body)

    def _refuse(self, request: BaseHTTPRequestHandler) -> None:
        body = b"<Error><Code>NoSuchVersion</Code><Message>The specified version does not exist.</Message></Error>"
        request.send_response(404)
        request.send_header("Content-Type", "application/xml")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
