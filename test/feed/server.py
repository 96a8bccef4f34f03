"""A local HTTPS server that misbehaves on request, and a CONNECT proxy. For run.py; every answer is made here."""
import http.server
import json
import socket
import ssl
import subprocess
import threading
import urllib.parse

BODY = bytes((i * 7 + i // 251) % 256 for i in range(200_000))
STAMP = "Mon, 23 Nov 2026 08:00:00 GMT"


def certificate(folder, name, subject_names):
    """A self-signed certificate; returns (certificate, key)."""
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=" + subject_names, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    return cert, key


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        server = self.server
        with server.lock:
            server.log.append((path, dict(self.headers), urllib.parse.parse_qs(query)))
            count = server.counts[path] = server.counts.get(path, 0) + 1
        name = path.split("/")[1].replace("-", "_")
        action = getattr(self, "on_" + name, None)
        try:
            if action:
                action(path, count, urllib.parse.parse_qs(query))
            else:
                self.answer(404, b"no")
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), str(value))
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, value, **headers):
        self.answer(200, json.dumps(value).encode(), **headers)

    def cut(self, status, body, sent, **headers):
        """Announces all of `body`, sends some of it and hangs up."""
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])
        self.wfile.flush()
        self.close_connection = True

    def stall(self):
        """Until the client gives up or the server stops; never longer than the suite."""
        self.server.stopping.wait(20)

    # -- one document

    def on_plain(self, path, count, query):
        if self.headers.get("If-None-Match") == '"one"' or self.headers.get("If-Modified-Since") == STAMP:
            self.answer(304, ETag='"one"')
        else:
            self.answer(200, BODY, ETag='"one"', Last_Modified=STAMP)

    def on_dated(self, path, count, query):
        if self.headers.get("If-Modified-Since") == STAMP:
            self.answer(304)
        else:
            self.answer(200, BODY, Last_Modified=STAMP)

    def on_empty(self, path, count, query):
        self.answer(200, b"")

    def on_odd_304(self, path, count, query):
        self.answer(304)

    # -- cut off

    def resume(self, etag):
        given = self.headers.get("Range")
        if given and self.headers.get("If-Range") == etag:
            start = int(given[6:-1])
            self.answer(206, BODY[start:], ETag=etag, Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
            return True
        return False

    def on_cut(self, path, count, query):
        if not self.resume('"c"'):
            self.cut(200, BODY, 90_000, ETag='"c"')

    def on_cut_changed(self, path, count, query):
        if count == 1:
            self.cut(200, b"x" * len(BODY), 90_000, ETag='"old"')
        elif not self.resume('"new"'):
            self.answer(200, BODY, ETag='"new"')

    def on_cut_weak(self, path, count, query):
        if count == 1:
            self.cut(200, b"x" * len(BODY), 90_000, ETag='W/"w"')
        else:
            self.answer(206 if self.headers.get("Range") else 200, BODY, ETag='W/"w"')

    def on_cut_always(self, path, count, query):
        self.cut(200, BODY, 90_000)

    def on_cut_wrong_range(self, path, count, query):
        if count == 1:
            self.cut(200, BODY, 90_000, ETag='"c"')
        elif self.headers.get("Range"):
            # whole in itself, but from another place
            self.answer(206, BODY[100:], ETag='"c"', Content_Range=f"bytes 100-{len(BODY) - 1}/{len(BODY)}")
        else:
            self.answer(200, BODY, ETag='"c"')

    def on_cut_too_long(self, path, count, query):
        if count == 1:
            self.cut(200, BODY, 90_000, ETag='"c"')
        elif self.headers.get("Range"):
            self.answer(416, b"", Content_Range="bytes */10")
        else:
            self.answer(200, BODY[:10], ETag='"c"')

    # -- slow and big

    def on_stalled(self, path, count, query):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"x")
        self.wfile.flush()
        self.stall()

    def on_silent(self, path, count, query):
        self.stall()

    def on_drip(self, path, count, query):
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        while not self.server.stopping.wait(0.05):
            self.wfile.write(b"x")
            self.wfile.flush()

    def on_endless(self, path, count, query):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while not self.server.stopping.is_set():
            self.wfile.write(BODY)

    def on_big(self, path, count, query):
        self.cut(200, BODY * 100, 1000)

    # -- statuses

    def on_busy(self, path, count, query):
        if count == 1:
            self.answer(429, b"", Retry_After="1")
        else:
            self.answer(200, BODY)

    def on_busy_long(self, path, count, query):
        self.answer(429, b"", Retry_After="86400")

    def on_flaky(self, path, count, query):
        self.answer([503, 502, 200][min(count, 3) - 1], BODY if count > 2 else b"")

    def on_broken(self, path, count, query):
        self.answer(500, b"")

    def on_forbidden(self, path, count, query):
        self.answer(403, b"")

    # -- redirects

    def on_to(self, path, count, query):
        self.answer(302, b"", Location=query["url"][0])

    def on_loop(self, path, count, query):
        self.answer(302, b"", Location="/loop")

    # -- NVD

    def on_rest(self, path, count, query):
        server = self.server
        start, size = int(query["startIndex"][0]), int(query["resultsPerPage"][0])
        if server.key and self.headers.get("apiKey") != server.key:
            return self.answer(403, b"")
        if start == server.fail_at:
            return self.answer(503, b"")
        n = max(0, min(size, server.total - start))
        self.answer_json({"resultsPerPage": n, "startIndex": start, "totalResults": server.total, "format": "NVD_CVE", "version": "2.0",
                          "vulnerabilities": [{"cve": {"id": f"CVE-2026-{10000 + start + i}"}} for i in range(n)]})

    def on_lying(self, path, count, query):
        self.answer_json({"resultsPerPage": 0, "startIndex": 0, "totalResults": 5, "vulnerabilities": []})

    def on_years(self, path, count, query):
        if path.startswith("/years/nvdcve"):
            year = path.split("-")[2][:4]
            if self.headers.get("If-None-Match") == f'"{year}"':
                return self.answer(304)
            self.answer_json({"vulnerabilities": []}, ETag=f'"{year}"')
        else:
            self.on_rest(path, count, query)

    # -- the CVE list

    def on_cves(self, path, count, query):
        if path.endswith("deltaLog.json"):
            self.answer_json([{"fetchTime": "2026-11-23T08:00:00.000Z",
                               "new": [{"cveId": "CVE-2026-0001", "dateUpdated": "2026-11-23T07:00:00.000Z"}],
                               "updated": [{"cveId": "CVE-2025-12345", "dateUpdated": "2026-11-22T07:00:00.000Z"}]}])
        elif path in ("/cves/2026/0xxx/CVE-2026-0001.json", "/cves/2025/12xxx/CVE-2025-12345.json"):
            self.answer_json({"cveMetadata": {"cveId": path[-20:-5]}})
        else:
            self.answer(404)

    def on_cves_evil(self, path, count, query):
        self.answer_json([{"new": [{"cveId": "../../../etc/passwd", "dateUpdated": "2026-11-23T07:00:00.000Z"}]}])

    # -- CSAF

    def on_csaf(self, path, count, query):
        base = f"https://127.0.0.1:{self.server.server_port}/csaf"
        if path.endswith("provider-metadata.json"):
            self.answer_json({"distributions": [{"directory_url": base + "/white"}]})
        elif path.endswith("changes.csv"):
            self.answer(200, b'"2026/a-1.json","2026-11-22T10:00:00Z"\r\n"2025/b-2.json","2026-11-20T10:00:00+01:00"\r\n')
        elif path in ("/csaf/white/2026/a-1.json", "/csaf/white/2025/b-2.json"):
            self.answer_json({"document": {}}, ETag=f'"{path}"')
        else:
            self.answer(404)

    def on_csaf_rolie(self, path, count, query):
        base = f"https://127.0.0.1:{self.server.server_port}/csaf-rolie"
        if path.endswith("provider-metadata.json"):
            self.answer_json({"distributions": [{"rolie": {"feeds": [{"url": base + "/feed.json", "tlp_label": "WHITE"}, {"url": base + "/red.json", "tlp_label": "RED"}]}}]})
        elif path.endswith("feed.json"):
            self.answer_json({"feed": {"entry": [{"updated": "2026-11-22T10:00:00Z", "content": {"src": base + "/c-3.json"}}]}})
        elif path.endswith("c-3.json"):
            self.answer_json({"document": {}})
        else:
            self.answer(404)

    def on_csaf_evil(self, path, count, query):
        base = f"https://127.0.0.1:{self.server.server_port}/csaf-evil"
        if path.endswith("provider-metadata.json"):
            self.answer_json({"distributions": [{"directory_url": base}]})
        else:
            self.answer(200, b'"../../secret.json","2026-11-22T10:00:00Z"\r\n')


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass

    def __init__(self, cert, key):
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        self.context = context
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.log, self.counts = [], {}
        self.total, self.fail_at, self.key = 4500, -1, None
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def finish_request(self, request, client_address):
        """The handshake in the connection's own thread, so that a client that refuses us stops nobody else."""
        request.settimeout(20)
        with self.context.wrap_socket(request, server_side=True) as wrapped:
            self.RequestHandlerClass(wrapped, client_address, self)

    def stop(self):
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def url(self, path):
        return f"https://127.0.0.1:{self.server_port}{path}"

    def forget(self):
        with self.lock:
            self.log.clear()
            self.counts.clear()

    def paths(self):
        with self.lock:
            return [entry[0] for entry in self.log]


class Proxy:
    """Answers CONNECT and passes bytes both ways."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.asked = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        client.settimeout(20)
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        target = head.split()[1].decode()
        self.asked.append(target)
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=20) as far:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=self.copy, args=(far, client), daemon=True)
            back.start()
            self.copy(client, far)
            back.join(20)

    @staticmethod
    def copy(a, b):
        try:
            while piece := a.recv(65536):
                b.sendall(piece)
            b.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def stop(self):
        self.socket.close()
