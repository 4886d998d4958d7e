"""Opens TLS to 127.0.0.1:PORT as HOST, trusting ROOT only: client.py ROOT HOST PORT. Prints "accepted" or the reason."""
import socket
import ssl
import sys

root, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
context = ssl.create_default_context(cafile=root)
try:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as plain:
        with context.wrap_socket(plain, server_hostname=host):
            print("accepted")
except ssl.SSLError as error:
    print(error)
