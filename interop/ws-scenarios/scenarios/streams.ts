import type { Duplex, DuplexOptions } from "node:stream";
import type { WebSocketServer } from "ws";
import { describe } from "../harness/describe.ts";
import { frame } from "../harness/frames.ts";
import { responseText } from "../harness/raw-peer.ts";
import type { Scenario } from "../harness/scenario.ts";
import { type Pair, type World, closed, next, turns } from "../harness/world.ts";

type Act = (stream: Duplex, pair: Pair, world: World) => unknown;

function watchStream(world: World, stream: Duplex, withData = true): void {
  for (const event of [...(withData ? ["data"] : []), "end", "finish", "error", "close"]) {
    stream.on(event, (...values: unknown[]) =>
      world.log("stream", `${event}(${values.map(describe).join()})`),
    );
  }
}

/** A stream over the client of a pair. It ends when both sockets are closed. */
function stream(name: string, act: Act, options?: DuplexOptions): Scenario {
  return {
    name: `stream: ${name}`,
    async run(world) {
      const pair = await world.pair();
      const over = closed(pair.client, pair.accepted);
      const duplex = world.api.createWebSocketStream(pair.client, options);
      watchStream(world, duplex);
      await act(duplex, pair, world);
      await over;
      await turns(3);
      world.log("stream", `destroyed ${duplex.destroyed}`);
    },
  };
}

function dialling(
  name: string,
  url: (world: World) => Promise<string | WebSocketServer>,
  act: (stream: Duplex) => void,
): Scenario {
  return {
    name: `stream: ${name}`,
    async run(world) {
      const target = await url(world);
      if (typeof target !== "string") target.on("connection", (socket) => world.watch(socket, "accepted"));
      const client = world.dial(target);
      const duplex = world.api.createWebSocketStream(client);
      watchStream(world, duplex);
      act(duplex);
      await closed(client);
      await turns(5);
      world.log("stream", `destroyed ${duplex.destroyed}`);
    },
  };
}

const listening = (world: World): Promise<WebSocketServer> => world.server();
const nowhere = async (): Promise<string> => "ws://127.0.0.1:1";

export const streamScenarios: readonly Scenario[] = [
  stream("is a Duplex with these settings", (duplex, { client }, world) => {
    world.log(
      "settings",
      `${duplex.readableObjectMode} ${duplex.writableObjectMode} ${duplex.allowHalfOpen}`,
    );
    world.log("settings", `${duplex.readableEncoding} ${duplex.writableEnded}`);
    client.close();
  }),
  stream("writes strings and buffers as binary messages", (duplex) => {
    duplex.write("a");
    duplex.write(Buffer.from("b"));
    duplex.end("c");
  }),
  stream(
    "writes strings as text when they are not decoded",
    (duplex) => {
      duplex.write("a");
      duplex.end(Buffer.from("b"));
    },
    { decodeStrings: false },
  ),
  stream(
    "writable object mode",
    (duplex) => {
      duplex.write("a");
      duplex.end();
    },
    { writableObjectMode: true },
  ),
  stream("reads text and binary as buffers", (_duplex, { accepted }) => {
    accepted.send("text");
    accepted.send(Buffer.from("binary"));
    accepted.close();
  }),
  stream(
    "readable object mode tells text from binary",
    (_duplex, { accepted }) => {
      accepted.send("text");
      accepted.send(Buffer.from("binary"));
      accepted.close();
    },
    { readableObjectMode: true },
  ),
  stream(
    "encoding",
    (_duplex, { accepted }) => {
      accepted.send("text");
      accepted.close();
    },
    { encoding: "utf8" },
  ),
  stream("ends when the peer closes", (_duplex, { accepted }) => accepted.close(1000, "x")),
  stream("ends when the peer terminates", (_duplex, { accepted }) => accepted.terminate()),
  stream("end closes the socket", (duplex) => duplex.end()),
  stream("end after the peer's close", async (duplex, { client, accepted }) => {
    const over = closed(client);
    accepted.close();
    await over;
    await turns(2);
    duplex.end();
  }),
  stream("destroy terminates the socket", (duplex) => duplex.destroy()),
  stream("destroy with an error", (duplex) => duplex.destroy(new Error("mine"))),
  stream("close of the socket by its owner", (_duplex, { client }) => client.close(1000)),
  stream("terminate of the socket by its owner", (_duplex, { client }) => client.terminate()),
  stream("writing after the peer has closed", async (duplex, { client, accepted }, world) => {
    const over = closed(client);
    accepted.close();
    await over;
    await new Promise<void>((resolve) => {
      duplex.write("x", (error) => {
        world.log("stream", `callback ${error?.message}`);
        resolve();
      });
    });
  }),
  stream("pings and pongs go past it", async (duplex, { client, accepted }) => {
    accepted.ping("p");
    await next(client, "ping");
    duplex.end();
  }),
  stream(
    "reading is held back while nobody consumes",
    async (duplex, { client, accepted }, world) => {
      duplex.pause();
      for (let index = 0; index < 64; index += 1) accepted.send(Buffer.alloc(1024, index));
      while (!client.isPaused) await turns(1);
      world.log("stream", `paused ${client.isPaused}`);
      let total = 0;
      const all = new Promise<void>((resolve) => {
        duplex.removeAllListeners("data");
        duplex.on("data", (chunk: Buffer) => {
          total += chunk.length;
          if (total === 65536) resolve();
        });
      });
      duplex.resume();
      await all;
      await turns(2);
      world.log("stream", `paused ${client.isPaused} after ${total}`);
      accepted.close();
    },
    { readableHighWaterMark: 2048 },
  ),
  dialling("what is written before open is sent after it", listening, (duplex) => {
    duplex.write("early");
    duplex.end("end");
  }),
  dialling("end before open", listening, (duplex) => duplex.end()),
  dialling("destroy before open", listening, (duplex) => duplex.destroy()),
  dialling("destroy with an error before open", listening, (duplex) => duplex.destroy(new Error("mine"))),
  dialling("nobody listens", nowhere, () => undefined),
  dialling("writing, and nobody listens", nowhere, (duplex) => duplex.write("x")),
  {
    name: "stream: a protocol error of the peer is its error",
    async run(world) {
      const port = await world.rawServer((peer, request) => {
        peer.write(responseText(request));
        peer.write(frame(3, "no such opcode"));
      });
      const client = world.dial(port);
      const duplex = world.api.createWebSocketStream(client);
      watchStream(world, duplex);
      await closed(client);
      await turns(5);
      world.log("stream", `destroyed ${duplex.destroyed}`);
    },
  },
  {
    name: "stream: over a closed socket",
    async run(world) {
      const { client, accepted } = await world.pair();
      const over = closed(client, accepted);
      client.terminate();
      await over;
      const duplex = world.api.createWebSocketStream(client);
      watchStream(world, duplex);
      const gone = next(duplex, "close");
      duplex.end("x");
      await gone;
    },
  },
  {
    name: "stream: pipe there and back",
    async run(world) {
      const { client, accepted } = await world.pair();
      const back = world.api.createWebSocketStream(accepted);
      back.pipe(back);
      const duplex = world.api.createWebSocketStream(client);
      duplex.setEncoding("utf8");
      let text = "";
      duplex.on("data", (chunk: string) => {
        text += chunk;
        if (text.length === 6) duplex.end();
      });
      const over = closed(client, accepted);
      duplex.write("one");
      duplex.write("two");
      await over;
      world.log("stream", text);
    },
  },
];
