"""Plans in on stdin, one JSON object per line; results out on stdout. Arguments: compression (on or off) [CA file]."""

import asyncio
import json
import ssl
import sys

import websockets

from session import cut_into, fingerprint, materialise, say, seen_close


def response_headers(websocket):
    response = getattr(websocket, "response", None)
    return response.headers if response is not None else websocket.response_headers


async def send(websocket, payload):
    message = materialise(payload)
    count = payload.get("fragments")
    # An iterable goes out as one message in as many frames.
    await websocket.send(cut_into(count, message) if count else message)


async def run_session(plan, options):
    websocket = await websockets.connect(plan["url"], subprotocols=plan.get("protocols"), **options)
    result = {
        "protocol": websocket.subprotocol or "",
        "extensions": response_headers(websocket).get("Sec-WebSocket-Extensions", ""),
        "messages": [],
        "pong": None,
    }
    sends = plan.get("sends", [])
    expected = plan.get("expect", len(sends))

    async def send_all():
        for payload in sends:
            await send(websocket, payload)

    sending = asyncio.ensure_future(send_all())
    try:
        if "ping" in plan:
            await (await websocket.ping(plan["ping"].encode()))
            result["pong"] = plan["ping"]
        while len(result["messages"]) < expected:
            result["messages"].append(fingerprint(await websocket.recv()))
        await sending
        if "close" in plan:
            # The library has no close frame without a code in its API: 1000 is its default.
            await websocket.close(plan["close"].get("code", 1000), plan["close"].get("reason", ""))
    except websockets.ConnectionClosed:
        sending.cancel()
    await websocket.wait_closed()
    result["close"] = seen_close(websocket)
    return result


async def main():
    options = {"compression": "deflate" if sys.argv[1] == "on" else None, "max_size": None, "open_timeout": 10}
    if len(sys.argv) > 2:
        options["ssl"] = ssl.create_default_context(cafile=sys.argv[2])
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        say(await run_session(json.loads(line), options))


asyncio.run(main())
