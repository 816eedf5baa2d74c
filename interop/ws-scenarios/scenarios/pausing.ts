import { OPCODE, frame } from "../harness/frames.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next, turns } from "../harness/world.ts";

const masked = { masked: true };

export const pausingScenarios: readonly Scenario[] = [
  {
    name: "receive: pause holds messages back, resume lets them go",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.pause();
      world.log("client", `paused ${client.isPaused}`);
      await new Promise<void>((resolve) => accepted.send("held", () => resolve()));
      await turns(10);
      world.log("client", "resuming");
      const message = next(client, "message");
      client.resume();
      world.log("client", `paused ${client.isPaused}`);
      await message;
    },
  },
  {
    name: "receive: a paused socket does not see the closing handshake until it is resumed",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.pause();
      accepted.close(1000, "bye");
      await turns(10);
      world.log("client", `state ${client.readyState}, other ${accepted.readyState}`);
      const over = closed(client, accepted);
      client.resume();
      await over;
      world.log("client", `paused ${client.isPaused}`);
    },
  },
  {
    name: "receive: pause and resume before open do nothing",
    async run(world) {
      const server = await world.server();
      server.on("connection", (socket) => socket.send("hi"));
      const client = world.dial(server);
      world.attempt("client", "pause", () => client.pause());
      world.log("client", `${client.isPaused}`);
      await next(client, "message");
      world.log("client", `${client.isPaused}`);
    },
  },
  {
    name: "receive: pause in a message listener, the rest of the packet still comes or waits",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      accepted.once("message", () => accepted.pause());
      peer.write(frame(OPCODE.text, "1", masked));
      await next(accepted, "message");
      world.log("accepted", `paused ${accepted.isPaused}`);
      const second = next(accepted, "message");
      peer.write(frame(OPCODE.text, "2", masked));
      await turns(10);
      world.log("accepted", "resuming");
      accepted.resume();
      await second;
    },
  },
  {
    name: "receive: terminate in a message listener",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const over = closed(accepted);
      accepted.on("message", () => accepted.terminate());
      peer.write(frame(OPCODE.text, "1", masked));
      await over;
    },
  },
];
