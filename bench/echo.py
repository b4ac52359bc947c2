"""A threaded line echo in plain Python, one thread per client: answers `<line>` with `<line> ACK`, keeps nothing.

What a beginner writes first, and so the floor to compare with. Usage: python3 echo.py PORT
"""

import socketserver
import sys
import threading


class Echo(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.wfile.write(b"Welcome to the echo.\n")
        for line in self.rfile:
            self.wfile.write(line.rstrip(b"\r\n") + b" ACK\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, request, client_address):
        pass  # a client that went away is no news here


threading.stack_size(256 * 1024)  # else thousands of threads run into the limit of mappings long before memory
with Server(("127.0.0.1", int(sys.argv[1])), Echo) as server:
    server.serve_forever()
