import type { Scenario } from "../harness/scenario.ts";
import { next } from "../harness/world.ts";

const BINARY_TYPES = ["nodebuffer", "arraybuffer", "fragments", "blob"] as const;

/** What arrives for one binary type, whole and in fragments. */
function binaryType(type: (typeof BINARY_TYPES)[number]): Scenario {
  return {
    name: `receive: binaryType ${type}`,
    async run(world) {
      const { client, accepted } = await world.pair();
      Reflect.set(client, "binaryType", type);
      world.log("client", client.binaryType);
      const texts: Promise<string>[] = [];
      client.on("message", (data: unknown) => {
        if (data instanceof Blob) texts.push(data.text());
      });
      accepted.send(Buffer.from("binary"));
      accepted.send("text");
      accepted.send(Buffer.from("a"), { fin: false });
      accepted.send(Buffer.from("b"));
      accepted.send(Buffer.alloc(0));
      accepted.send("");
      accepted.ping("p");
      await next(client, "ping");
      for (const text of await Promise.all(texts)) world.log("blobs", text);
    },
  };
}

export const binaryTypeScenarios: readonly Scenario[] = [
  ...BINARY_TYPES.map(binaryType),
  {
    name: "receive: an unknown binaryType changes nothing",
    async run(world) {
      const { client } = await world.pair();
      for (const type of ["foo", "", "NODEBUFFER", undefined, 5]) {
        world.attempt("client", `${type}`, () => {
          client.binaryType = type as never;
        });
        world.log("client", client.binaryType);
      }
    },
  },
  {
    name: "receive: binaryType can be set before open",
    async run(world) {
      const server = await world.server();
      server.on("connection", (socket) => socket.send(Buffer.from("x")));
      const client = world.dial(server);
      client.binaryType = "arraybuffer";
      await next(client, "message");
    },
  },
  {
    name: "receive: binaryType can change between messages",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.on("message", () => {
        client.binaryType = client.binaryType === "nodebuffer" ? "arraybuffer" : "fragments";
      });
      for (const text of ["1", "2", "3"]) accepted.send(Buffer.from(text));
      accepted.ping();
      await next(client, "ping");
    },
  },
];
