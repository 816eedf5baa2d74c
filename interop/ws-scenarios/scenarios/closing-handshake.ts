import { OPCODE, closePayload, frame } from "../harness/frames.ts";
import { responseText } from "../harness/raw-peer.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next, urlOf } from "../harness/world.ts";

export const closingHandshakeScenarios: readonly Scenario[] = [
  {
    name: "closing: the server answers a close frame with its code and reason and ends",
    async run(world) {
      for (const payload of [
        Buffer.alloc(0),
        closePayload(1000),
        closePayload(1001, "why"),
        closePayload(4999),
      ]) {
        const { accepted, peer } = await world.rawPair();
        const over = closed(accepted);
        peer.write(frame(OPCODE.close, payload, { masked: true }));
        await Promise.all([over, peer.untilEnded()]);
        world.log("peer", peer.frameLines.join());
      }
    },
  },
  {
    name: "closing: frames after a close frame are ignored",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const over = closed(accepted);
      const masked = { masked: true };
      peer.write(
        Buffer.concat([
          frame(OPCODE.close, "", masked),
          frame(OPCODE.text, "after", masked),
          Buffer.from("??"),
        ]),
      );
      await Promise.all([over, peer.untilEnded()]);
      world.log("peer", peer.frameLines.join());
    },
  },
  {
    name: "closing: the client answers a close frame and waits for the server to end",
    async run(world) {
      const port = await world.rawServer((peer, request) => {
        peer.write(responseText(request));
        peer.write(frame(OPCODE.close, closePayload(1000, "bye")));
        void peer.untilFrames(1).then(() => {
          world.log("server", peer.frameLines.join());
          peer.socket.end();
        });
      });
      await closed(world.dial(port));
    },
  },
  {
    name: "closing: who ends the connection when a server has answered a close frame and does not",
    async run(world) {
      let ended: Promise<unknown> | undefined;
      const port = await world.rawServer((peer, request) => {
        peer.write(responseText(request));
        peer.write(frame(OPCODE.close, closePayload(1000)));
        ended = peer.untilEnded();
      });
      const client = world.dial(port, { closeTimeout: 2000 });
      await next(client, "open");
      // A timer that is shorter by far, and the event loop's own, tells "at once" from "by the time-out".
      const silent = await world.rawServer(() => undefined);
      const clock = new world.api.WebSocket(urlOf(silent), { handshakeTimeout: 300 });
      clock.on("error", () => undefined);
      const first = await Promise.race([
        ended!.then(() => "the client"),
        next(clock, "close").then(() => "nobody yet"),
      ]);
      world.log("connection", `ended by ${first}`);
    },
  },
  {
    name: "closing: closeTimeout ends a server's wait for the answer",
    async run(world) {
      const { accepted, peer } = await world.rawPair({ closeTimeout: 30 });
      const over = closed(accepted);
      accepted.close(1000, "x");
      await Promise.all([over, peer.untilClosed()]);
      world.log("peer", peer.frameLines.join());
    },
  },
  {
    name: "closing: closeTimeout ends a client's wait for the server to end",
    async run(world) {
      const port = await world.rawServer((peer, request) => {
        peer.write(responseText(request));
        void peer.untilFrames(1).then(() => {
          world.log("server", peer.frameLines.join());
          peer.write(frame(OPCODE.close, closePayload(1000)));
        });
      });
      const client = world.dial(port, { closeTimeout: 30 });
      await next(client, "open");
      client.close(1000);
      await closed(client);
    },
  },
];
