import type WebSocket from "ws";
import type { Scenario } from "../harness/scenario.ts";
import { closed } from "../harness/world.ts";

type Call = (socket: WebSocket) => void;

/** What calls on the server's end put on the wire, frame by frame. */
function wire(name: string, frames: number, ...calls: readonly Call[]): Scenario {
  return {
    name: `send: on the wire, ${name}`,
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      for (const call of calls) call(accepted);
      await peer.untilFrames(frames);
      world.log("peer", peer.received.length > 64 ? peer.frameLines.join() : peer.received.toString("hex"));
    },
  };
}

export const sendingWireScenarios: readonly Scenario[] = [
  wire(
    "text and binary",
    2,
    (socket) => socket.send("a"),
    (socket) => socket.send(Buffer.from("b")),
  ),
  wire(
    "all length encodings",
    6,
    ...[0, 125, 126, 65535, 65536, 100000].map(
      (size): Call =>
        (socket) =>
          socket.send("x".repeat(size)),
    ),
  ),
  wire(
    "fragments",
    3,
    (socket) => socket.send("a", { fin: false }),
    (socket) => socket.send("b", { fin: false }),
    (socket) => socket.send("c"),
  ),
  wire(
    "the kind of a fragmented message is that of its first fragment",
    2,
    (socket) => socket.send(Buffer.from("a"), { fin: false }),
    (socket) => socket.send("b", { fin: true }),
  ),
  wire(
    "a ping between fragments",
    3,
    (socket) => socket.send("a", { fin: false }),
    (socket) => socket.ping("p"),
    (socket) => socket.send("b"),
  ),
  wire(
    "ping, pong and close",
    3,
    (s) => s.ping("1"),
    (s) => s.pong("2"),
    (s) => s.close(1001, "3"),
  ),
  wire("an empty close", 1, (socket) => socket.close()),
  wire(
    "a Blob before a close",
    2,
    (socket) => socket.send(new Blob(["blob"])),
    (socket) => socket.close(1000),
  ),
  {
    name: "send: mask false by a client is refused by a strict server",
    async run(world) {
      const { client, accepted } = await world.pair();
      const over = closed(client, accepted);
      client.send("unmasked", { mask: false });
      client.close(1000);
      await over;
    },
  },
  {
    name: "send: mask true by a server is refused by a strict client",
    async run(world) {
      const { client, accepted } = await world.pair();
      const over = closed(client, accepted);
      accepted.send("masked", { mask: true });
      accepted.close(1000);
      await over;
    },
  },
];
