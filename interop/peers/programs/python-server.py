"""The behaviours of ../behaviours.ts with websockets. Arguments: compression (on or off) [certificate and key file].

First line on stdout: the port. Then one report per finished connection. Ends with its stdin.
"""

import asyncio
import ssl
import sys
from urllib.parse import parse_qs, urlsplit

import websockets

from session import burst_payloads, cut_into, fingerprint, say, seen_close


def target_of(websocket):
    request = getattr(websocket, "request", None)
    return request.path if request is not None else websocket.path


async def echo(websocket, messages, fragments):
    async for message in websocket:
        messages.append(fingerprint(message))
        await websocket.send(cut_into(fragments, message) if fragments > 1 else message)


async def behave(websocket, path, query, messages):
    if path == "/close":
        await websocket.close(int(query.get("code", "1000")), query.get("reason", ""))
    elif path == "/terminate":
        await websocket.recv()
        websocket.transport.abort()
    elif path == "/ping":
        await (await websocket.ping(query["payload"].encode()))
        await websocket.send("pong:" + query["payload"])
    elif path == "/burst":
        for message in burst_payloads(int(query["count"])):
            await websocket.send(message)
    await echo(websocket, messages, 3 if path == "/fragments" else 1)


async def handle(websocket):
    target = urlsplit(target_of(websocket))
    query = {name: values[0] for name, values in parse_qs(target.query).items()}
    messages = []
    try:
        await behave(websocket, target.path, query, messages)
    except websockets.ConnectionClosed:
        pass
    await websocket.wait_closed()
    say({"protocol": websocket.subprotocol or "", "messages": messages, "close": seen_close(websocket)})


async def main():
    options = {"compression": "deflate" if sys.argv[1] == "on" else None, "max_size": None}
    if len(sys.argv) > 2:
        options["ssl"] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        options["ssl"].load_cert_chain(sys.argv[2])
    loop = asyncio.get_running_loop()
    async with websockets.serve(handle, "127.0.0.1", 0, subprotocols=["chat.v2"], **options) as server:
        say({"port": server.sockets[0].getsockname()[1]})
        await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
