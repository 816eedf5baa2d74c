"""A server of python-socketio on aiohttp, with which the playground talks. Says on stdout, as JSON, which port it has; ends with
its stdin.

Events: "echo" is answered with its arguments, "say" comes back as "said", "ask" asks "question" and tells the answer as
"answered", and "never" is not answered.
"""

import asyncio
import json
import sys

import socketio
from aiohttp import web

server = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")


@server.on("echo")
async def echo(sid, *parameters):
    return parameters


@server.on("say")
async def say(sid, *parameters):
    await server.emit("said", parameters, to=sid)


@server.on("ask")
async def ask(sid, *_):
    async def tell(*answer):
        await server.emit("answered", answer, to=sid)

    await server.emit("question", "Tea or coffee?", to=sid, callback=tell)


@server.on("never")
async def never(sid, *_):
    await asyncio.Event().wait()


async def main():
    application = web.Application()
    server.attach(application)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    _, port = runner.addresses[0]
    sys.stdout.write(json.dumps({"port": port}) + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
