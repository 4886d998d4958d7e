"""A callback server in Python that answers as such servers do when something goes wrong; the path says which. It prints
its port."""
import gzip
import http.server
import json
import socket
import struct
import sys
import traceback

GOOD = json.dumps({"Status": "OK"}).encode()


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        getattr(self, "answer_" + self.path.strip("/").replace("-", "_"))()

    def send(self, body, kind="application/json", status=200, length=True, **fields):
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        if length:
            self.send_header("Content-Length", str(len(body)))
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self):
        self.send(GOOD)

    def answer_markup(self):
        self.send(b"<!doctype html><title>Please log in</title>", "text/html")

    def answer_plain_text(self):
        self.send(b"OK", "text/plain")

    def answer_empty(self):
        self.send(b"")

    def answer_trailing_comma(self):
        self.send(b'{"Status": "OK",}')

    def answer_cut_short(self):
        self.send(GOOD[:-1])

    def answer_more_behind(self):
        self.send(GOOD + b"\nDeprecationWarning: x")

    def answer_encoded(self):
        self.send(gzip.compress(GOOD), Content_Encoding="gzip")

    def answer_redirect(self):
        self.send(b"", status=308, Location=self.path + "/")

    def answer_other_success(self):
        self.send(GOOD, status=201)

    def answer_denied(self):
        self.send(GOOD, status=401)

    def answer_no_such_path(self):
        self.send_error(404)

    def answer_status(self):
        self.send(GOOD, status=429)

    def answer_too_long(self):
        self.send(json.dumps({"a": "x" * 1024 * 1024}).encode())

    def answer_too_slow(self):
        # Until whoever called gives up.
        self.connection.recv(1)
        self.close_connection = True

    def answer_reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def answer_unreadable(self):
        self.close_connection = True
        self.wfile.write(b"Status: 200\r\n\r\n")

    def answer_no_type(self):
        self.send(GOOD, kind=None, Connection="close")

    def answer_single_quotes(self):
        self.send(str({"Status": "OK"}).encode())

    def answer_byte_order_mark(self):
        self.send(json.dumps({"Status": "OK"}).encode("utf-8-sig"))

    def answer_stack_trace(self):
        try:
            {}["object"]
        except KeyError:
            self.send(traceback.format_exc().encode(), "text/plain")

    def answer_server_error(self):
        self.send_error(500)

    def answer_length_missing(self):
        self.close_connection = True
        self.send(b"{}", length=False)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
print(server.server_address[1], flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit(0)
