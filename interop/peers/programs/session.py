"""What the Python client and the Python server share: the messages and fingerprints of ../session.ts."""

import hashlib
import json
import sys


def materialise(payload):
    if payload["kind"] == "text":
        return payload["unit"] * payload["times"]
    return bytes((payload["seed"] + index * 31) % 256 for index in range(payload["length"]))


def cut_into(count, data):
    return [data[len(data) * i // count : len(data) * (i + 1) // count] for i in range(count)]


def fingerprint(message):
    data = message.encode() if isinstance(message, str) else message
    return {
        "kind": "text" if isinstance(message, str) else "binary",
        "length": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def burst_payloads(count):
    for index in range(count):
        if index % 2 == 0:
            yield f"{index}·" * index
        else:
            yield materialise({"kind": "binary", "length": index * index, "seed": index})


def seen_close(websocket):
    return {"code": websocket.close_code, "reason": websocket.close_reason or ""}


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
