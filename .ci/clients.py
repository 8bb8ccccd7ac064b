"""Uploads without credentials, by Python's urllib: prints how many saw the 401.

python3 .ci/clients.py http://127.0.0.1:3000 RUNS BYTES...
"""
import collections
import sys
import urllib.error
import urllib.request


def upload(url, size):
    """Returns nothing, or what came instead of the 401."""
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(url, data=b"x" * size, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return str(response.status)
    except urllib.error.HTTPError as answer:
        answer.read()
        refused = answer.code == 401 and answer.headers["www-authenticate"]
        return None if refused else str(answer.code)
    except OSError as error:
        return type(getattr(error, "reason", error)).__name__


base, runs, *sizes = sys.argv[1:]
for size in map(int, sizes):
    found = collections.Counter(upload(base + "/posts", size) for _ in range(int(runs)))
    seen = found.pop(None, 0)
    why = ", ".join(f"{times} {error}" for error, times in found.items())
    print("Python urllib", size, seen, runs, why, sep="\t")
