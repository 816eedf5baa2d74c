import type { RawPeer } from "../harness/raw-peer.ts";
import { OPCODE, frame } from "../harness/frames.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next } from "../harness/world.ts";

const masked = { masked: true };

/** A raw client leaves without a closing handshake. */
function leaves(name: string, leave: (peer: RawPeer) => void): Scenario {
  return {
    name: `abnormal closure: ${name}`,
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const over = closed(accepted);
      leave(peer);
      await over;
      world.log("peer", peer.frameLines.join());
    },
  };
}

export const abnormalScenarios: readonly Scenario[] = [
  leaves("end", (peer) => peer.socket.end()),
  leaves("end in the middle of a frame", (peer) => {
    peer.socket.end(frame(OPCODE.text, "hello", masked).subarray(0, 8));
  }),
  leaves("end in the middle of a message", (peer) => {
    peer.socket.end(frame(OPCODE.text, "hello", { masked: true, fin: false }));
  }),
  leaves("end after a message", (peer) => peer.socket.end(frame(OPCODE.text, "x", masked))),
  leaves("reset", (peer) => peer.socket.resetAndDestroy()),
  {
    name: "abnormal closure: the server's socket is gone for the client",
    async run(world) {
      const { client, accepted } = await world.pair();
      const over = closed(client, accepted);
      accepted.terminate();
      await over;
    },
  },
  {
    name: "abnormal closure: an exception in a message listener is uncaught, and the connection goes on",
    async run(world) {
      const { client, accepted } = await world.pair();
      accepted.on("ping", () => {
        throw new Error("from the listener");
      });
      client.ping("x");
      await next(client, "pong");
      world.log("client", `state ${client.readyState}`);
    },
  },
  {
    name: "abnormal closure: a half-open peer still gets what was sent before",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const over = closed(accepted);
      accepted.send("one");
      accepted.send("two");
      accepted.terminate();
      await over;
      await peer.untilClosed();
      world.log("peer", `${peer.frames.length <= 2}`);
    },
  },
];
