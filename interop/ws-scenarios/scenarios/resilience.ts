import { OPCODE, frame } from "../harness/frames.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next, turns } from "../harness/world.ts";

const masked = { masked: true };

/** What a peer or a careless listener can do to a server, and when small messages leave. */
export const resilienceScenarios: readonly Scenario[] = [
  {
    name: "resilience: a peer breaks a rule while nobody listens to errors",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      accepted.removeAllListeners("error");
      const over = Promise.race([closed(accepted), next(process, "uncaughtException")]);
      peer.socket.write(Buffer.of(0xff, 0x80));
      await over;
    },
  },
  {
    name: "resilience: a listener throws between two messages of one chunk",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      accepted.once("message", () => {
        throw new Error("from the listener");
      });
      const thrown = next(process, "uncaughtException");
      peer.socket.write(
        Buffer.concat([frame(OPCODE.text, "one", masked), frame(OPCODE.text, "two", masked)]),
      );
      await thrown;
      await turns(10);
    },
  },
  {
    name: "resilience: 101 pings in a second",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      accepted.removeAllListeners("ping");
      const over = closed(accepted);
      const pings = Array.from({ length: 101 }, () => frame(OPCODE.ping, "", masked));
      peer.socket.write(Buffer.concat([...pings, frame(OPCODE.close, Buffer.of(3, 232), masked)]));
      await over;
    },
  },
  {
    name: "send: bufferedAmount in the turn of a small message",
    async run(world) {
      const { client } = await world.pair();
      client.send("abc");
      world.log("client", `${client.bufferedAmount}`);
      await turns(2);
      world.log("client", `${client.bufferedAmount}`);
    },
  },
];
