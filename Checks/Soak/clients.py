#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mixed clients for the server that is soaked: clients.py PORT PID SECONDS.

Good ones, with a client library that is not ours, check every byte; slow, hostile and vanishing ones
share the server with them. Prints the server's memory over time, and fails when it has grown between
the first fifth of the time and the last, or on any wrong reply.
"""
import collections
import http.client
import os
import random
import re
import socket
import struct
import sys
import threading
import time

port, pid, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
end = time.monotonic() + seconds
counts = collections.Counter()
wrong = []
lock = threading.Lock()
random.seed(1)


def note(what, problem=None):
    with lock:
        counts[what] += 1
        if problem is not None:
            wrong.append(f"{what}: {problem}")


def connect(buffer=None):
    client = socket.socket()
    if buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    client.settimeout(20)
    client.connect(("127.0.0.1", port))
    return client


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def read_all(client):
    received = b""
    try:
        while part := client.recv(65536):
            received += part
    except ConnectionResetError:
        pass
    return received


def good():
    """A connection with some requests of every kind, each checked."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for number in range(random.randint(1, 20)):
        upload = random.randbytes(random.choice([1, 1000, 100_000, 1 << 20]))
        small = upload[:100_000]
        method, path, body, status, expected = random.choice([
            ("GET", "/stream", None, 200, b"s" * 300_000),
            ("GET", "/async-stream", None, 200, b"s" * 300_000),
            ("HEAD", "/stream", None, 200, b""),
            ("POST", "/count", upload, 200, b"%d\n" % len(upload)),
            ("POST", "/async-count", iter([upload[:10], upload[10:]]), 200, b"%d\n" % len(upload)),
            ("POST", "/stream-echo", small, 200, small),
            ("POST", "/stream-echo", iter([small[:10], small[10:]]), 200, small),
            ("POST", "/unread", small, 200, b"unread\n"),
            ("GET", "/", None, 200, b"hello\n"),
            ("GET", "/async", None, 200, b"async\n"),
            ("GET", "/slow", None, 200, b"slow\n"),
            ("GET", "/large", None, 200, b"x" * (1 << 20)),
            ("HEAD", "/large", None, 200, b""),
            ("GET", "/none", None, 404, None),
            ("GET", "/throws", None, 500, None),
            ("POST", "/echo", upload, 200, upload),
            ("POST", "/echo", iter([upload[:10], upload[10:]]), 200, upload),
        ])
        started = time.monotonic()
        try:
            client.request(method, path, body=body, encode_chunked=True)
            reply = client.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # A flood takes all places, and idle connections give way: clients must expect that between two
            # requests, RFC 9112 section 9.5.
            if number == 0:
                raise
            note("connections that gave way")
            return
        received = reply.read()
        with lock:
            counts["slowest good reply in ms"] = max(
                counts["slowest good reply in ms"], int((time.monotonic() - started) * 1000))
        is_right = reply.status == status and (expected is None or received == expected)
        note("good requests", None if is_right else f"{method} {path}: {reply.status}")
    client.close()


def slow_head():
    """A byte now and then, until it is told 408."""
    client = connect()
    started = time.monotonic()
    received = b""
    try:
        for byte in b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100:
            client.send(bytes([byte]))
            client.settimeout(0.3)
            try:
                received = client.recv(65536)
                break
            except TimeoutError:
                pass
    except OSError:
        pass
    took = time.monotonic() - started
    is_right = received.startswith(b"HTTP/1.1 408") and took < 10
    note("slow heads", None if is_right else f"{received[:40]} after {took:.1f} s")
    client.close()


def slow_body(path=b"/echo", what="slow bodies"):
    client = connect()
    client.sendall(b"POST %b HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" % path)
    received = b""
    try:
        for _ in range(60):
            client.send(b"x")
            client.settimeout(0.3)
            try:
                received = client.recv(65536)
                break
            except TimeoutError:
                pass
    except OSError:
        pass
    note(what, None if received.startswith(b"HTTP/1.1 408") else f"{received[:40]}")
    client.close()


def slow_reader():
    """Asks for much and reads nothing: the connection is cut off."""
    client = connect(buffer=4096)
    client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n" * 8)
    time.sleep(5)
    received = read_all(client)
    note("slow readers", None if len(received) < 8 << 20 else "it was sent everything")
    client.close()


def idle():
    client = connect()
    received = read_all(client)
    note("idle connections", None if received == b"" else f"{received[:40]}")
    client.close()


def vanishing():
    client = connect()
    request = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + b"x" * 100
    client.send(random.choice([
        request[:random.randint(0, len(request))],
        b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n" * 3,
        b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" * 3,
        b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + b"x" * random.randint(0, 99),
        b"POST /stream-echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
    ]))
    if random.random() < 0.5:
        time.sleep(random.random() / 50)
    random.choice([reset, socket.socket.close])(client)
    note("vanished clients")


HOSTILE = [
    (b"GET / HTTP/1.1\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    (b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", 413),
    (b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5g\r\n", 400),
    (b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 9000, 400),
    (b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
    (b"GET /" + b"a" * 20000, 414),
    (b"GET / HTTP/1.1\r\nX: " + b"a" * 60000, 431),
    (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    (b"\x16\x03\x01\x02\x00\x01", 400),
    (b"GET / HTTP/1.1\r\nHost: a\r\n\0: b\r\n\r\n", 400),
]


def hostile():
    """Something that must be refused, and a hidden request behind it that must not be answered."""
    message, status = random.choice(HOSTILE)
    client = connect()
    client.sendall(message + b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n")
    received = read_all(client)
    replies = re.findall(rb"HTTP/1\.1 (\d\d\d) ", received)
    is_right = replies == [b"%d" % status]
    note("hostile messages", None if is_right else f"{message[:60]}: {received[:60]}")
    client.close()


def flood():
    """Requests without end and without reading, then the end."""
    client = connect(buffer=4096)
    client.settimeout(0.5)
    try:
        for _ in range(2000):
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 50)
    except (TimeoutError, OSError):
        pass
    reset(client)
    note("floods")


def pipeliner():
    """Many requests in one piece: all are answered, in their order."""
    client = connect()
    paths = [random.choice([b"/", b"/async"]) for _ in range(300)]
    client.sendall(b"".join(b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % path for path in paths))
    client.shutdown(socket.SHUT_WR)
    # Neither of the bodies has these bytes.
    replies = [(reply[:3], reply.partition(b"\r\n\r\n")[2].strip())
               for reply in read_all(client).split(b"HTTP/1.1 ")[1:]]
    expected = [b"hello" if path == b"/" else b"async" for path in paths]
    # A client that closes its side may be believed to have left, and gets 503, but no reply may come out of turn.
    are_right = all(status == b"503" or (status, body) == (b"200", expected[index])
                    for index, (status, body) in enumerate(replies[:300]))
    note("pipelined requests", None if replies and are_right else f"out of turn: {replies[:5]}")
    client.close()


def broken_off():
    """A reply whose writer fails: the client can tell."""
    client = connect()
    client.sendall(b"GET /breaks HTTP/1.1\r\nHost: a\r\n\r\n")
    received = read_all(client)
    is_right = received.startswith(b"HTTP/1.1 200") and not received.endswith(b"0\r\n\r\n")
    note("replies broken off", None if is_right else f"{received[:40]} … {received[-20:]}")
    client.close()


def endless():
    """Reads nothing of a stream without an end: it is cut off."""
    client = connect(buffer=4096)
    client.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
    time.sleep(5)
    note("endless streams", None if len(read_all(client)) < 32 << 20 else "it went on")
    client.close()


def events():
    """Comes again with the last event that it has had: none is lost and none comes twice."""
    last = 0
    for _ in range(3):
        client = connect()
        client.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\nLast-Event-ID: %d\r\n\r\n" % last)
        received = b""
        while received.count(b"\n\n") < 20:
            received += client.recv(65536)
        reset(client)
        ids = [int(number) for number in re.findall(rb"id: ?(\d+)\n.*?\n\n", received, re.S)]
        note("event streams", None if ids == list(range(last + 1, last + 1 + len(ids))) else f"{ids}")
        last = ids[-1]


def slow_stream():
    """Uploads to a handler that reads as it comes, too slowly."""
    slow_body(b"/async-count", "slow streams")


def slow_uploader():
    """Sends a body that is refused at once, for seconds, and then reads why."""
    client = connect()
    client.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n")
    for _ in range(40):
        client.sendall(b"x" * 5000)
        time.sleep(0.1)
    received = client.recv(65536)
    note("slow uploaders", None if received.startswith(b"HTTP/1.1 413") else f"{received[:40]}")
    client.close()


def line_ends():
    """A line end behind a body, and silence: no reply to what was never asked."""
    client = connect()
    client.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx\r\n")
    received = read_all(client)
    note("line ends", None if received.count(b"HTTP/1.1") == 1 else f"{received[-80:]}")
    client.close()


def address_flood():
    """One address wants more connections than there are, and says nothing: some are told 429."""
    clients = []
    for _ in range(600):
        client = socket.socket()
        client.settimeout(5)
        client.bind(("127.0.0.9", 0))
        client.connect(("127.0.0.1", port))
        clients.append(client)
    replies = collections.Counter(read_all(client)[9:12] for client in clients)
    note("address floods", None if set(replies) <= {b"", b"429", b"408"} else f"{replies}")
    for client in clients:
        client.close()


def again_and_again(client):
    while time.monotonic() < end:
        try:
            client()
        except Exception as error:  # Whatever it is, the client did not expect it.
            note(client.__name__, repr(error))


def memory():
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") // 1024


crowd = [good] * 3 + [vanishing] * 2 + [hostile] * 2 + [flood] + [slow_head] * 10
crowd += [slow_body] * 10 + [slow_reader] * 5 + [idle] * 10
crowd += [broken_off, endless, endless, events, events] + [slow_stream] * 5
crowd += [pipeliner, slow_uploader, slow_uploader, line_ends, line_ends, address_flood]
threads = [threading.Thread(target=again_and_again, args=[client], daemon=True) for client in crowd]
for thread in threads:
    thread.start()
samples = []
print("seconds  RSS KiB  good requests  wrong")
pause = max(seconds / 20, 1)
while time.monotonic() < end:
    time.sleep(min(pause, max(end - time.monotonic(), 0.01)))
    samples.append(memory())
    passed = seconds - max(end - time.monotonic(), 0)
    print(f"{passed:7.0f} {samples[-1]:8} {counts['good requests']:14} {len(wrong):6}", flush=True)
for thread in threads:
    thread.join(30)

for what, count in sorted(counts.items()):
    print(f"    {what}: {count}")
for problem in wrong[:20]:
    print(f"wrong: {problem}", file=sys.stderr)
# Allocators take a while to find their size: what counts is growth after that.
settled = samples[len(samples) // 5:]
third = max(len(settled) // 3, 1)
first, last = max(settled[:third]), max(settled[-third:])
print(f"    most memory early and late: {first} and {last} KiB")
has_grown = last > first * 1.15 + 4096
if has_grown:
    print("the server's memory grows", file=sys.stderr)
sys.exit(1 if wrong or has_grown or not counts["good requests"] else 0)
