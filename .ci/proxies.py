"""The requests of `.ci/proxies`, byte by byte, and the status that each must get. Standard library only.

The rule is `ip = "127.0.0.0/30" | "::1"`; the trusted proxies are 127.0.0.1 and 127.0.0.2. So 127.0.0.3 may, as a client of
any proxy, and 127.0.0.9 may never.
"""

import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

STRANGER, FRIEND, PROXY, IPV6 = "127.0.0.9", "127.0.0.3", "127.0.0.1", "::1"
SERVERS_ON_IPV6 = {"from_ipv6", "from_ipv6_forwarded"}
FOR, FORWARDED = b"X-Forwarded-For: ", b"Forwarded: "


def lines(name, *values):
    return [name + value for value in values]


# What a client says of itself, in the hope that a proxy hands it on or an application believes it.
SPOOFED_FOR = [
    lines(FOR, *values)
    for values in (
        [], [b"127.0.0.3"], [b"127.0.0.1"], [b"127.0.0.2"], [b"::1"], [b"127.0.0.3, 127.0.0.1"],
        [b"\xff"], [b"\xff, 127.0.0.3"], [b"127.0.0.3, \xff"], [b"127.0.0.3", b"\xff"], [b"\xff", b"127.0.0.3"],
        [b'"127.0.0.3'], [b'"'], [b"127.0.0.3:80"], [b"[::1]:80"], [b"[::1"], [b"::1%lo"], [b"::ffff:127.0.0.3"],
        [b"unknown"], [b""], [b","], [b"127.0.0.3,"], [b"127.0.0.1", b"127.0.0.1"],
    )
] + [
    [b"Forwarded: for=127.0.0.3"],
    [b"x-forwarded-FOR: 127.0.0.3"],
    [b"X-Real-IP: 127.0.0.3", b"Forwarded: for=127.0.0.3", b"X-Forwarded-For: 127.0.0.3"],
]
SPOOFED_FORWARDED = [
    lines(FORWARDED, *values)
    for values in (
        [], [b"for=127.0.0.3"], [b"for=127.0.0.1"], [b'for="127.0.0.3'], [b'for=127.0.0.3;x="'], [b'for=127.0.0.1;x="'],
        [b'for=127.0.0.3;x="\\'], [b"\xff"], [b"for=127.0.0.3;x=\xff"], [b"for=127.0.0.3", b"\xff"],
        [b'for="[::1]:80"'], [b'for="[::1'], [b'for="[::1%lo]"'], [b"for=_hidden"], [b"for=unknown"], [b""],
        [b"for=127.0.0.3,"], [b"for=127.0.0.1", b"for=127.0.0.1"],
    )
] + [[b"X-Forwarded-For: 127.0.0.3"]]

# Rocket drops lines that are not UTF-8. So a walk that ends at a trusted address is one that it must refuse.
NOT_ON_ROCKET = object()
# It does not see the line that names the stranger here. No proxy should pass such bytes on: SECURITY.md says so.
ONLY_ON_ROCKET = object()

# What a trusted proxy says, and whether that lets its client in.
SAID_FOR = [
    ([b"127.0.0.3"], True), ([b"127.0.0.9"], False), ([b"127.0.0.9, 127.0.0.3"], True), ([b"127.0.0.3, 127.0.0.9"], False),
    ([b"127.0.0.9", b"127.0.0.3"], True), ([b"127.0.0.3", b"127.0.0.9"], False), ([b"127.0.0.3", b"127.0.0.1"], True),
    ([b"127.0.0.9, 127.0.0.1", b"127.0.0.2"], False), ([b"127.0.0.1"], NOT_ON_ROCKET), ([b"127.0.0.2, 127.0.0.1"], NOT_ON_ROCKET),
    ([b"127.0.0.3:4711"], True), ([b"127.0.0.3:"], False), ([b"127.0.0.3:x"], False), ([b"127.0.0.3:123456"], False),
    ([b"::1"], True), ([b"[::1]"], True), ([b"[::1]:4711"], True), ([b"[::1"], False), ([b"::1]"], False), ([b"[::1]x"], False),
    ([b"::1%lo"], True), ([b"::1%"], False), ([b"::ffff:127.0.0.3"], True), ([b"::ffff:127.0.0.9"], False),
    ([b'"127.0.0.3"'], False), ([b'"127.0.0.3'], False), ([b'127.0.0.3"'], False), ([b"unknown"], False), ([b"_hidden"], False),
    ([b""], False), ([b"127.0.0.3,"], False), ([b"127.0.0.3", b""], False), ([b"127.000.0.3"], False), ([b"127.0.3"], False),
    ([b"\xff"], False), ([b"\xff, 127.0.0.9"], False), ([b"127.0.0.3, \xff"], False), ([b"127.0.0.9", b"\xff, 127.0.0.9"], False),
    ([b"\xff, 127.0.0.9", b"127.0.0.1"], False), ([b"\xff, 127.0.0.9", b"127.0.0.2, 127.0.0.1"], False),
    ([b"127.0.0.3", b"\xff, 127.0.0.9"], ONLY_ON_ROCKET), ([b"127.0.0.3", b"\xff"], ONLY_ON_ROCKET),
]
SAID_FORWARDED = [
    ([b"for=127.0.0.3"], True), ([b"for=127.0.0.9"], False), ([b"For=127.0.0.3;proto=https"], True),
    ([b'for="127.0.0.3:4711"'], True), ([b'for="[::1]"'], True), ([b'for="[::1]:4711";by="[::1]"'], True),
    ([b"for=127.0.0.9, for=127.0.0.3"], True), ([b"for=127.0.0.3, for=127.0.0.9"], False),
    ([b"for=127.0.0.9", b"for=127.0.0.3"], True), ([b"for=127.0.0.3", b"for=127.0.0.9"], False),
    ([b"for=127.0.0.3", b"for=127.0.0.1"], True), ([b"for=127.0.0.1"], NOT_ON_ROCKET), ([b"for=127.0.0.3;for=127.0.0.3"], False),
    ([b'for="127.0.0.3'], False), ([b'for="[::1'], False), ([b'for="[::1"'], False), ([b"for=[::1]"], True),
    ([b'for="127.0.0.3", for="127.0.0.9'], False), ([b'for=127.0.0.1;x=", for=127.0.0.3'], False),
    ([b"for=unknown"], False), ([b"for=_hidden"], False), ([b"proto=https"], False), ([b""], False), ([b"127.0.0.3"], False),
    ([b"\xff"], False), ([b"for=127.0.0.3;x=\xff"], False), ([b"\xff, for=127.0.0.9", b"for=127.0.0.1"], False),
    ([b"for=127.0.0.3", b"\xff, for=127.0.0.9"], ONLY_ON_ROCKET),
]


def cases():
    """Yields the client's address, the server, the header lines, and whether the client may."""
    # Through proxies that write the header that the application reads.
    for server in ("stock", "lines", "outer", "outer_lines", "mapped", "over_ipv6_trusted"):
        yield FRIEND, server, [], True
        yield FRIEND, server, [FOR + b"127.0.0.9"], True
        yield FRIEND, server, [FORWARDED + b"for=127.0.0.9"], True
        for header in SPOOFED_FOR:
            yield STRANGER, server, header, False
    for server in ("to_forwarded", "as_forwarded"):
        yield FRIEND, server, [], True
        yield FRIEND, server, [FORWARDED + b"for=127.0.0.9"], True
        yield FRIEND, server, [FOR + b"127.0.0.9"], True
        for header in SPOOFED_FORWARDED:
            yield STRANGER, server, header, False
    # Through proxies that write no header, or the other one. A header that the client sends would be the client's word.
    for server in ("neither", "cleared", "other_name", "other_name_forwarded"):
        yield STRANGER, server, [], False
        yield FRIEND, server, [], False
        yield PROXY, server, [], False
    yield STRANGER, "cleared", [FOR + b"127.0.0.3"], False
    # Through a proxy whose address of the other family is not trusted.
    yield STRANGER, "over_ipv6", [], False
    yield STRANGER, "over_ipv6", [FOR + b"127.0.0.3"], False
    # A client with an IPv6 address; the proxies trust none, so this is the client's.
    for server in ("from_ipv6", "from_ipv6_forwarded"):
        yield IPV6, server, [], True
        yield IPV6, server, [FOR + b"127.0.0.9"], True
    # Around the proxies: the peer counts, and its headers do not.
    for header in SPOOFED_FOR + SPOOFED_FORWARDED:
        yield STRANGER, "xff", header, False
        yield STRANGER, "forwarded", header, False
        yield STRANGER, "dual", header, False
    for server in ("xff", "forwarded", "dual", "both"):
        yield FRIEND, server, [], True
    yield IPV6, "dual", [], True
    # A trusted peer says nothing, or the other header, or what it should.
    for server in ("xff", "forwarded", "dual", "both"):
        yield PROXY, server, [], False
    yield IPV6, "both", [], False
    for values, may in SAID_FOR:
        yield PROXY, "xff", lines(FOR, *values), may
        yield PROXY, "forwarded", lines(FOR, *values), False
    for values, may in SAID_FORWARDED:
        yield PROXY, "forwarded", lines(FORWARDED, *values), may
        yield PROXY, "xff", lines(FORWARDED, *values), False
    yield PROXY, "dual", [FOR + b"127.0.0.3"], True
    yield PROXY, "dual", [FOR + b"127.0.0.9"], False
    yield IPV6, "both", [FOR + b"127.0.0.3"], True
    yield IPV6, "both", [FOR + b"127.0.0.9"], False


def http(source, address, header):
    """Sends the bytes of one HTTP/1.1 request, and returns the status."""
    with socket.create_connection(address, timeout=10, source_address=(source, 0)) as connection:
        head = [b"GET /internal HTTP/1.1", b"Host: localhost", b"Connection: close", *header]
        connection.sendall(b"\r\n".join(head) + b"\r\n\r\n")
        answer = b""
        while received := connection.recv(65536):
            answer += received
    status = answer.split(b" ", 2)[1] if answer else b"no answer"
    return status.decode()


def grpc(source, address, header):
    """Makes one gRPC call by curl, and returns the HTTP status that the gRPC status stands for.

    The call has no message: curl loses an answer that comes before it has sent its body. A call that the rule lets pass is
    answered by 13 then, for want of a message.
    """
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    command = ["curl", "-s", "--globoff", "--max-time", "10", "--http2-prior-knowledge", "--interface", source]
    command += ["-D", "-", "-o", "/dev/null", "-X", "POST"]
    # An empty value is written with a semicolon.
    header = [line if line.split(b": ", 1)[1] else line.replace(b": ", b";") for line in header]
    for line in [b"content-type: application/grpc", b"te: trailers", *header]:
        command += ["-H", line]
    command.append(f"http://{host}:{address[1]}/blog.Blog/Internal")
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).stdout
    for line in answer.lower().splitlines():
        if line.startswith(b"grpc-status:"):
            code = line.split(b":")[1].strip().decode()
            return {"13": "200", "7": "403"}.get(code, f"grpc-status {code}")
    return "no answer"


def wait_for(address):
    for _ in range(200):
        try:
            socket.create_connection(address, timeout=10).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{address}: no server listens")


def run(example, ports):
    send = grpc if example == "tonic-api" else http
    for server in ports:
        wait_for((IPV6 if server in SERVERS_ON_IPV6 else PROXY, ports[server]))

    def failure(case):
        """Sends one request, and returns what is wrong with the answer, if anything is."""
        source, server, header, may = case
        if may in (NOT_ON_ROCKET, ONLY_ON_ROCKET):
            may = (may is ONLY_ON_ROCKET) == (example == "rocket-api")
        expected = "200" if may else "403"
        try:
            got = send(source, (IPV6 if ":" in source else PROXY, ports[server]), header)
        except OSError as error:
            got = str(error)
        if got == expected:
            return None
        return f"{example}: from {source} to {server} with {header}: expected {expected}, got {got}"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(failure, cases()))
    failures = [outcome for outcome in outcomes if outcome is not None]
    for line in failures:
        print(line)
    passed, failed = len(outcomes) - len(failures), len(failures)
    print(f"{example}: {passed} passed, {failed} failed")
    return failed == 0 and passed > 500


def free_ports(count):
    """Prints ports that are free on the loopback addresses of both families."""
    held = []
    while len(held) < count:
        both = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        held.append(both)
        print(both.getsockname()[1])
    for one in held:
        one.close()


if __name__ == "__main__":
    if sys.argv[1] == "free-ports":
        free_ports(int(sys.argv[2]))
    else:
        pairs = (argument.split("=") for argument in sys.argv[2:])
        sys.exit(0 if run(sys.argv[1], {name: int(port) for name, port in pairs}) else 1)
