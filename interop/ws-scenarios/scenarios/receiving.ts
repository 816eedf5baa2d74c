import { OPCODE, frame } from "../harness/frames.ts";
import type { ServerOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { next } from "../harness/world.ts";

const masked = { masked: true };

/** How microtasks and turns lie between messages that came in one packet. */
function synchronous(name: string, options: ServerOptions): Scenario {
  return {
    name: `receive: ${name}`,
    async run(world) {
      const { accepted, peer } = await world.rawPair(options);
      let count = 0;
      const done = new Promise<void>((resolve) => {
        accepted.on("message", (data) => {
          const label = String(data);
          world.log("order", `message ${label}`);
          queueMicrotask(() => world.log("order", `microtask ${label}`));
          process.nextTick(() => world.log("order", `tick ${label}`));
          setImmediate(() => {
            count += 1;
            if (count === 3) resolve();
          });
        });
      });
      peer.write(Buffer.concat(["1", "2", "3"].map((text) => frame(OPCODE.text, text, masked))));
      await done;
    },
  };
}

export const receivingScenarios: readonly Scenario[] = [
  {
    name: "receive: text arrives as a Buffer, whole or in fragments",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const pieces = [Buffer.from([0xe2]), Buffer.from([0x82]), Buffer.from([0xac])];
      const frames = pieces.map((piece, index) =>
        frame(index === 0 ? OPCODE.text : OPCODE.continuation, piece, { masked: true, fin: index === 2 }),
      );
      peer.write(
        Buffer.concat([frame(OPCODE.text, "whole", masked), ...frames, frame(OPCODE.ping, "", masked)]),
      );
      await next(accepted, "ping");
    },
  },
  {
    name: "receive: control frames between fragments come first",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const frames = [
        frame(OPCODE.text, "a", { masked: true, fin: false }),
        frame(OPCODE.ping, "ping", masked),
        frame(OPCODE.pong, "pong", masked),
        frame(OPCODE.continuation, "", { masked: true, fin: false }),
        frame(OPCODE.continuation, "b", masked),
      ];
      const message = next(accepted, "message");
      peer.write(Buffer.concat(frames));
      await message;
      await peer.untilFrames(1);
      world.log("peer", peer.frameLines.join());
    },
  },
  {
    name: "receive: frames cut at every byte",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const bytes = Buffer.concat([
        frame(OPCODE.text, "hello", masked),
        frame(OPCODE.binary, Buffer.alloc(300, 7), masked),
        frame(OPCODE.ping, "p", masked),
      ]);
      const last = next(accepted, "ping");
      peer.socket.setNoDelay(true);
      for (const byte of bytes) {
        await new Promise<void>((resolve) => peer.socket.write(Buffer.from([byte]), () => resolve()));
      }
      await last;
    },
  },
  {
    name: "receive: a pong answers each ping with its data",
    async run(world) {
      const { peer } = await world.rawPair();
      peer.write(Buffer.concat(["", "a", "x".repeat(125)].map((data) => frame(OPCODE.ping, data, masked))));
      await peer.untilFrames(3);
      world.log("peer", peer.frameLines.join());
    },
  },
  {
    name: "receive: autoPong false leaves the pong to the listener",
    async run(world) {
      const { accepted, peer } = await world.rawPair({ autoPong: false });
      accepted.on("ping", (data) => accepted.pong(`mine ${data.toString()}`));
      peer.write(frame(OPCODE.ping, "x", masked));
      await peer.untilFrames(1);
      world.log("peer", peer.frameLines.join());
    },
  },
  {
    name: "receive: autoPong false of a client",
    async run(world) {
      const { client, accepted } = await world.pair({}, { autoPong: false });
      accepted.ping("x");
      await next(client, "ping");
      client.send("end");
      await next(accepted, "message");
    },
  },
  {
    name: "receive: an unasked pong is an event",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const pong = next(accepted, "pong");
      peer.write(frame(OPCODE.pong, "unasked", masked));
      await pong;
    },
  },
  synchronous("several messages of one packet in one turn", {}),
  synchronous("one message per turn when synchronous events are off", { allowSynchronousEvents: false }),
  {
    name: "receive: skipUTF8Validation lets invalid text through",
    async run(world) {
      const { accepted, peer } = await world.rawPair({ skipUTF8Validation: true });
      const message = next(accepted, "message");
      peer.write(frame(OPCODE.text, Buffer.from([0x61, 0xff]), masked));
      await message;
    },
  },
];
