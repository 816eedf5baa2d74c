"""Drives asynchronous clients of python-socketio: commands in on stdin, events and outcomes out on stdout, one JSON object per line.

A command: {"id", "do": "open" | "id" | "emit" | "call" | "disconnect", "client", …}. An outcome: {"id", "result"} or
{"id", "error"}. An event: {"client", "namespace", "event": [name, …parameters]}. Bytes are {"$bytes": base64}.

The asynchronous client, because the other one handles each message in a thread of its own, and so out of order.
"""

import asyncio
import base64
import json
import os
import sys

import socketio
from engineio import payload

# Its default, 16 packets in one answer, is less than servers send; its documentation says to raise it like this.
payload.Payload.max_decode_packets = 1000

clients = {}


def encode(value):
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    return value


def decode(value):
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        return {key: decode(item) for key, item in value.items()}
    return value


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


class Recorder(socketio.AsyncClientNamespace):
    """Tells of every event of a namespace, and answers questions."""

    def __init__(self, namespace, number):
        super().__init__(namespace)
        self.number = number

    async def trigger_event(self, event, *parameters):
        say({"client": self.number, "namespace": self.namespace, "event": encode([event, *parameters])})
        if event == "question":
            return ("answer", *parameters)
        return None


async def open_client(command):
    client = socketio.AsyncClient(
        reconnection=command["reconnects"],
        reconnection_delay=0.02,
        reconnection_delay_max=0.05,
        randomization_factor=0,
        handle_sigint=False,
    )
    clients[command["client"]] = client
    for namespace in command["namespaces"]:
        client.register_namespace(Recorder(namespace, command["client"]))
    await client.connect(
        command["url"],
        headers=command["headers"],
        auth=command["auth"],
        transports=command["transports"],
        namespaces=command["namespaces"],
        wait=False,
    )


async def leave(client):
    # While it waits for the answer to a POST, its disconnect() ends the loop that would send the packet CLOSE.
    if client.eio.state == "connected":
        await asyncio.wait([asyncio.create_task(client.eio.queue.join())], timeout=1)
    await client.disconnect()


async def carry_out(command):
    name = command["do"]
    if name == "open":
        await open_client(command)
        return say({"id": command["id"], "result": None})
    client = clients[command["client"]]
    if name == "id":
        return say({"id": command["id"], "result": client.get_sid(command["namespace"])})
    if name == "disconnect":
        await leave(client)
        return say({"id": command["id"], "result": None})
    parameters = tuple(decode(command["parameters"]))
    if name == "call":
        done = lambda *answer: say({"id": command["id"], "result": encode(answer)})
        return await client.emit(command["event"], parameters, namespace=command["namespace"], callback=done)
    await client.emit(command["event"], parameters, namespace=command["namespace"])
    return say({"id": command["id"], "result": None})


async def main():
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        received = json.loads(line)
        try:
            await carry_out(received)
        except Exception as error:
            say({"id": received["id"], "error": repr(error)})
    # Not by the end of all tasks: a client that waits before it reconnects would keep the process.
    os._exit(0)


asyncio.run(main())
