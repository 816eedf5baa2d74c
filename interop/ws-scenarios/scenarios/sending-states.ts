import type WebSocket from "ws";
import type { Scenario } from "../harness/scenario.ts";
import { type RawPair, type World, closed, next, turns } from "../harness/world.ts";

/** What `send`, `ping` and `pong` do in a state in which they cannot send. */
async function recordClosed(world: World, socket: WebSocket, state: string): Promise<void> {
  for (const method of ["send", "ping", "pong"] as const) {
    world.attempt("client", `${method} in ${state} without a callback`, () => socket[method]("xyz"));
    await new Promise<void>((resolve) => {
      let calling = true;
      const done = (error?: Error): void => {
        world.log("client", `${method} ${error?.message} at once: ${calling}`);
        resolve();
      };
      if (method === "send") socket.send("xyz", done);
      else socket[method]("xyz", undefined, done);
      calling = false;
    });
    world.log("client", `bufferedAmount ${socket.bufferedAmount}`);
  }
}

async function slowReader(world: World): Promise<RawPair> {
  const pair = await world.rawPair();
  pair.peer.socket.pause();
  return pair;
}

export const sendingStateScenarios: readonly Scenario[] = [
  {
    name: "send: more than 64 MiB to a peer that does not read",
    async run(world) {
      const { accepted, peer } = await slowReader(world);
      const errors: Promise<Error | undefined>[] = [];
      const piece = Buffer.alloc(8 * 1024 * 1024);
      for (let index = 0; index < 10; index += 1) {
        errors.push(new Promise((resolve) => accepted.send(piece, (error) => resolve(error ?? undefined))));
      }
      const over = closed(accepted);
      peer.socket.destroy();
      await Promise.all([over, ...errors]);
    },
  },
  {
    name: "send: before open it throws, with a callback too",
    async run(world) {
      const server = await world.server();
      const client = world.dial(server);
      for (const method of ["send", "ping", "pong"] as const) {
        world.attempt("client", method, () => client[method]("x"));
        world.attempt("client", `${method} with a callback`, (): unknown =>
          Reflect.apply(client[method], client, ["x", {}, () => world.log("client", "called")]),
        );
      }
      world.log("client", `bufferedAmount ${client.bufferedAmount}`);
      await next(client, "open");
    },
  },
  {
    name: "send: when closed, the callback gets an error and bufferedAmount grows",
    async run(world) {
      const { client, accepted } = await world.pair();
      const over = closed(client, accepted);
      // The answer is kept away, so that the state lasts.
      accepted.pause();
      client.close();
      await turns(2);
      await recordClosed(world, client, "CLOSING");
      accepted.resume();
      await over;
      await recordClosed(world, client, "CLOSED");
    },
  },
  {
    name: "send: when closed, bufferedAmount grows by the bytes of each kind",
    async run(world) {
      const { client, accepted } = await world.pair();
      const over = closed(client, accepted);
      client.terminate();
      await over;
      const values = {
        text: "€",
        number: 12,
        buffer: Buffer.alloc(1000),
        words: new Uint16Array(3),
        undefined,
      };
      for (const [label, value] of Object.entries({
        ...values,
        blob: new Blob(["hello"]),
        view: new ArrayBuffer(9),
      })) {
        world.attempt("client", label, () => client.send(value as string));
        world.log("client", `bufferedAmount ${client.bufferedAmount}`);
      }
    },
  },
  {
    name: "send: bufferedAmount is 0 again when the peer has everything",
    async run(world) {
      const { client, accepted } = await world.pair({ maxPayload: 0 });
      world.log("client", `before ${client.bufferedAmount}`);
      const done = new Promise<void>((resolve) => {
        client.send(Buffer.alloc(8 * 1024 * 1024), () => resolve());
      });
      world.log("client", `during ${client.bufferedAmount >= 8 * 1024 * 1024}`);
      await Promise.all([done, next(accepted, "message")]);
      world.log("client", `after ${client.bufferedAmount}`);
    },
  },
  {
    name: "send: bufferedAmount while the peer does not read",
    async run(world) {
      const { accepted } = await slowReader(world);
      accepted.send(Buffer.alloc(32 * 1024 * 1024));
      await turns(5);
      world.log("accepted", `${accepted.bufferedAmount > 0}`);
    },
  },
  {
    name: "send: callbacks of what was waiting settle when the connection is terminated",
    async run(world) {
      const { accepted } = await slowReader(world);
      const send = (): Promise<boolean> =>
        new Promise((resolve) => {
          accepted.send(Buffer.alloc(8 * 1024 * 1024), (error) => resolve(error instanceof Error));
        });
      const results = [send(), send(), send(), send()];
      const over = closed(accepted);
      accepted.terminate();
      const failed = await Promise.all(results);
      await over;
      // How many the operating system had taken before is its business.
      world.log("accepted", `the last one failed: ${failed.at(-1)}`);
    },
  },
];
