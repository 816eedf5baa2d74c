"""Plans in on stdin, one JSON object per line; results out on stdout. Argument: sync or async, the client to use.

A plan: {"url", "transports" or null, "sends": [{"text"} or {"base64"}], "close": "client" or "server"}. The client sends
everything at once, waits for as many messages, closes or waits to be closed.
"""

import asyncio
import base64
import json
import queue
import sys

import engineio
from engineio import payload

# Its default, 16 packets in one answer, is less than servers send; its documentation says to raise it like this.
payload.Payload.max_decode_packets = 1000


def encode(message):
    if isinstance(message, str):
        return {"text": message}
    return {"base64": base64.b64encode(bytes(message)).decode()}


def decode(payload):
    return payload["text"] if "text" in payload else base64.b64decode(payload["base64"])


def run_sync(plan):
    client = engineio.Client()
    messages = queue.Queue()
    closed = queue.Queue()
    client.on("message", messages.put)
    client.on("disconnect", lambda *_: closed.put(True))
    client.connect(plan["url"], transports=plan["transports"])
    sid = client.sid
    for payload in plan["sends"]:
        client.send(decode(payload))
    received = [encode(messages.get(timeout=20)) for _ in plan["sends"]]
    transport = client.transport()
    if plan["close"] == "client":
        client.disconnect()
    else:
        client.send("close, please")
    closed.get(timeout=20)
    return {"sid": sid, "transport": transport, "messages": received}


async def run_async(plan):
    client = engineio.AsyncClient()
    messages = asyncio.Queue()
    closed = asyncio.Event()
    client.on("message", messages.put_nowait)
    client.on("disconnect", lambda *_: closed.set())
    await client.connect(plan["url"], transports=plan["transports"])
    sid = client.sid
    for payload in plan["sends"]:
        await client.send(decode(payload))
    received = [encode(await asyncio.wait_for(messages.get(), 20)) for _ in plan["sends"]]
    transport = client.transport()
    if plan["close"] == "client":
        await client.disconnect()
    else:
        await client.send("close, please")
    await asyncio.wait_for(closed.wait(), 20)
    return {"sid": sid, "transport": transport, "messages": received}


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


async def main_async():
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            say(await run_async(json.loads(line)))
        except Exception as error:
            say({"error": repr(error)})


if sys.argv[1] == "async":
    asyncio.run(main_async())
else:
    while line := sys.stdin.readline():
        try:
            say(run_sync(json.loads(line)))
        except Exception as error:
            say({"error": repr(error)})
