"""A callback server in Python that answers as such servers do when something goes wrong; the path says which. It prints
its port."""
import http.server
import json
import sys
import traceback


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        getattr(self, "answer_" + self.path.strip("/").replace("-", "_"))()

    def send(self, body, kind="application/json", status=200, length=True):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self):
        self.send(json.dumps({"Status": "OK"}).encode())

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
