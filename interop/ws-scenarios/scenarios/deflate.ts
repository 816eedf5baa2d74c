import { deflateRawSync } from "node:zlib";
import type WebSocket from "ws";
import { OPCODE, frame } from "../harness/frames.ts";
import type { ClientOptions, ServerOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next } from "../harness/world.ts";
import { recordHandshake } from "./server-handshake.ts";

type Deflate = NonNullable<ServerOptions["perMessageDeflate"]>;

/** The answer of a server to an offer. */
function offer(offered: string, perMessageDeflate: Deflate = true): Scenario {
  const options = perMessageDeflate === true ? "defaults" : JSON.stringify(perMessageDeflate);
  return {
    name: `deflate offer: ${offered} to ${options}`,
    run: (world) =>
      recordHandshake(world, { headers: { "Sec-WebSocket-Extensions": offered } }, { perMessageDeflate }),
  };
}

interface Wire {
  readonly frames: number;
  readonly offered?: string;
  readonly options?: Deflate;
}

/** What calls put on the wire of a server that has agreed to compress. */
function wire(
  name: string,
  { frames, offered = "permessage-deflate", options = true }: Wire,
  act: (s: WebSocket) => void,
): Scenario {
  return {
    name: `deflate on the wire: ${name}`,
    async run(world) {
      const { accepted, peer } = await world.rawPair(
        { perMessageDeflate: options },
        { headers: { "Sec-WebSocket-Extensions": offered } },
      );
      act(accepted);
      await peer.untilFrames(frames);
      world.log("peer", peer.frameLines.join(", "));
    },
  };
}

/** Messages in both directions between two ends of the same implementation. */
function talk(
  name: string,
  server: Deflate,
  client: NonNullable<ClientOptions["perMessageDeflate"]> = true,
): Scenario {
  return {
    name: `deflate both ways: ${name}`,
    async run(world) {
      const pair = await world.pair({ perMessageDeflate: server }, { perMessageDeflate: client });
      world.log("both", `${pair.client.extensions} ${pair.accepted.extensions}`);
      const over = closed(pair.client, pair.accepted);
      for (const socket of [pair.client, pair.accepted]) {
        for (const size of [0, 1, 1023, 1024, 70000]) socket.send("sockeye".repeat(size).slice(0, size));
        socket.send(Buffer.alloc(5000, 3));
        socket.send("first", { fin: false });
        socket.send("x".repeat(3000), { fin: false });
        socket.send("last");
        socket.ping("p");
      }
      await Promise.all([next(pair.client, "pong"), next(pair.accepted, "pong")]);
      pair.client.close(1000);
      await over;
    },
  };
}

const TEXT = "x".repeat(2000);

export const deflateScenarios: readonly Scenario[] = [
  offer("permessage-deflate"),
  offer("permessage-deflate", false),
  offer("permessage-deflate; client_max_window_bits"),
  offer("permessage-deflate; client_max_window_bits=10"),
  offer("permessage-deflate; server_max_window_bits=10"),
  offer('permessage-deflate; server_max_window_bits="9"'),
  offer("permessage-deflate; server_no_context_takeover"),
  offer("permessage-deflate; client_no_context_takeover"),
  offer(
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11",
  ),
  offer("permessage-deflate; client_max_window_bits", { clientMaxWindowBits: 11 }),
  offer("permessage-deflate", { clientMaxWindowBits: 11 }),
  offer("permessage-deflate; client_max_window_bits=10", { clientMaxWindowBits: 12 }),
  offer("permessage-deflate; client_max_window_bits=12", { clientMaxWindowBits: 10 }),
  offer("permessage-deflate; server_max_window_bits=12", { serverMaxWindowBits: 11 }),
  offer("permessage-deflate; server_max_window_bits=10", { serverMaxWindowBits: 11 }),
  offer("permessage-deflate", { serverMaxWindowBits: 11 }),
  offer("permessage-deflate", { serverNoContextTakeover: true, clientNoContextTakeover: true }),
  offer("permessage-deflate; server_no_context_takeover", { serverNoContextTakeover: false }),
  offer("permessage-deflate; server_max_window_bits=10", { serverMaxWindowBits: false as never }),
  offer("permessage-deflate; server_max_window_bits=10, permessage-deflate", {
    serverMaxWindowBits: false as never,
  }),
  offer("foo, permessage-deflate; server_max_window_bits=10"),
  offer("permessage-deflate; server_no_context_takeover; server_no_context_takeover"),
  offer("permessage-deflate; client_max_window_bits=16"),
  offer("permessage-deflate; client_max_window_bits=7"),
  offer("permessage-deflate; server_max_window_bits"),
  offer("permessage-deflate; server_no_context_takeover=1"),
  offer("permessage-deflate; server_max_window_bits=08"),
  offer("permessage-deflate; server_max_window_bits=8"),
  offer("permessage-deflate; unknown"),
  wire("a long text", { frames: 1 }, (socket) => socket.send(TEXT)),
  wire("context takeover", { frames: 2 }, (socket) => {
    socket.send(TEXT);
    socket.send(TEXT);
  }),
  wire(
    "no context takeover",
    { frames: 2, offered: "permessage-deflate; server_no_context_takeover" },
    (socket) => {
      socket.send(TEXT);
      socket.send(TEXT);
    },
  ),
  wire("below the threshold, with context takeover", { frames: 2 }, (socket) => {
    socket.send("x");
    socket.send("x".repeat(1023));
  }),
  wire(
    "below the threshold, without context takeover",
    { frames: 3, offered: "permessage-deflate; server_no_context_takeover" },
    (socket) => {
      socket.send("x");
      socket.send("x".repeat(1023));
      socket.send("x".repeat(1024));
    },
  ),
  wire("threshold 0", { frames: 2, options: { threshold: 0, serverNoContextTakeover: true } }, (socket) => {
    socket.send("x");
    socket.send("");
  }),
  wire("compress false", { frames: 2 }, (socket) => {
    socket.send(TEXT, { compress: false });
    socket.send(TEXT);
  }),
  wire("fragments follow the first", { frames: 4 }, (socket) => {
    socket.send(TEXT, { fin: false });
    socket.send("y");
    socket.send("x", { fin: false, compress: false });
    socket.send(TEXT);
  }),
  wire("control frames behind a compressed message wait for it", { frames: 4 }, (socket) => {
    socket.send(TEXT);
    socket.ping("p");
    socket.send("s");
    socket.close(1000);
  }),
  talk("defaults", true),
  talk("no context takeover", { serverNoContextTakeover: true, clientNoContextTakeover: true }),
  talk("small windows", { serverMaxWindowBits: 9, clientMaxWindowBits: 9 }),
  talk("threshold 0 and level 9", { threshold: 0, zlibDeflateOptions: { level: 9 } }),
  talk("the client does not want it", true, false),
  talk("the server does not want it", false, true),
  {
    name: "deflate: fragments, an uncompressed message and control frames from a raw peer",
    async run(world) {
      const { accepted, peer } = await world.rawPair(
        { perMessageDeflate: true },
        { headers: { "Sec-WebSocket-Extensions": "permessage-deflate" } },
      );
      const over = closed(accepted);
      const bytes = deflateRawSync(Buffer.from("compressed"), { finishFlush: 2 }).subarray(0, -4);
      const masked = true;
      const frames = [
        frame(OPCODE.text, bytes.subarray(0, 4), { masked, rsv: 0x40, fin: false }),
        frame(OPCODE.ping, "p", { masked }),
        frame(OPCODE.continuation, bytes.subarray(4), { masked }),
        frame(OPCODE.text, "plain", { masked }),
        frame(OPCODE.close, "", { masked }),
      ];
      peer.write(Buffer.concat(frames));
      await over;
    },
  },
];
