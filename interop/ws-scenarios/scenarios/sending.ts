import type { Scenario } from "../harness/scenario.ts";
import { closed, next } from "../harness/world.ts";

interface Sent {
  readonly [label: string]: unknown;
}

/** Sends each value and records what arrived; a value that throws must not disturb the next one. */
function arrives(name: string, values: Sent): Scenario {
  return {
    name: `send: ${name}`,
    async run(world) {
      const { client, accepted } = await world.pair();
      for (const [label, value] of Object.entries(values)) {
        world.attempt("client", label, () => client.send(value as string));
      }
      client.ping();
      await Promise.all([next(client, "pong"), next(accepted, "ping")]);
    },
  };
}

function blobScenario(): Scenario {
  return {
    name: "send: Blobs keep their place among other messages",
    async run(world) {
      const { client, accepted } = await world.pair();
      const got: Promise<unknown>[] = [];
      const last = new Promise<void>((resolve) => {
        accepted.on("message", () => {
          got.push(Promise.resolve());
          if (got.length === 4) resolve();
        });
      });
      client.send(new Blob(["first"]), () => world.log("callbacks", "first"));
      client.send("second", () => world.log("callbacks", "second"));
      client.send(new Blob([]), () => world.log("callbacks", "third"));
      client.send(Buffer.from("fourth"), () => world.log("callbacks", "fourth"));
      world.log("client", `bufferedAmount ${client.bufferedAmount}`);
      await last;
    },
  };
}

export const sendingScenarios: readonly Scenario[] = [
  arrives("strings", { ascii: "hello", multiByte: "hé€😀", empty: "", loneSurrogate: "\ud800", nul: "a\0b" }),
  arrives("numbers", { zero: 0, integer: 42, fraction: 1.5, NaN: Number.NaN }),
  arrives("buffers", { buffer: Buffer.from([1, 2]), empty: Buffer.alloc(0), large: Buffer.alloc(70000, 1) }),
  arrives("typed arrays", {
    uint8: new Uint8Array([1, 2, 3]),
    uint16Part: new Uint16Array([1, 2, 3]).subarray(1),
    float32: new Float32Array([1]),
    bigInt64: new BigInt64Array([1n]),
    dataView: new DataView(new ArrayBuffer(3), 1),
  }),
  arrives("array buffers", { arrayBuffer: new ArrayBuffer(2), ofBytes: new Uint8Array([1, 2, 3]).buffer }),
  arrives("arrays", { numbers: [1, 2, 300], empty: [] }),
  arrives("nothing", { undefined, null: null }),
  arrives("objects that convert", {
    valueOf: { valueOf: () => "vo" },
    toPrimitive: { [Symbol.toPrimitive]: () => "tp" },
    boxed: new String("boxed"),
    arrayLike: { length: 2, 0: 7, 1: 8 },
  }),
  arrives("what does not convert", { true: true, object: {}, bigint: 1n, symbol: Symbol("s"), date: /x/ }),
  blobScenario(),
  {
    name: "send: binary overrides the kind",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.send("text", { binary: true });
      client.send(Buffer.from("bytes"), { binary: false });
      client.send("x", { binary: false });
      client.send(7, { binary: true });
      client.ping();
      await next(accepted, "ping");
    },
  },
  {
    name: "send: the callback, with and without options",
    async run(world) {
      const { client, accepted } = await world.pair();
      const record = (label: string) => (error?: Error | null) =>
        world.log("client", `${label} ${error instanceof Error ? error.message : "no error"}`);
      client.send("a", record("data, callback"));
      client.send("b", {}, record("data, options, callback"));
      client.send("c", undefined as never, record("data, undefined, callback"));
      client.ping("d", undefined, record("ping"));
      client.pong("e", undefined, record("pong"));
      Reflect.apply(client.ping, client, [record("ping(callback)")]);
      Reflect.apply(client.pong, client, ["f", record("pong(data, callback)")]);
      await next(accepted, "ping");
      client.close();
      await closed(client);
    },
  },
  {
    name: "send: ping and pong data of every kind",
    async run(world) {
      const { client, accepted } = await world.pair({ autoPong: false });
      const values = {
        string: "x",
        number: 5,
        buffer: Buffer.from("b"),
        array: [1, 2],
        bytes: new Uint8Array([9]),
        arrayBuffer: new ArrayBuffer(1),
        null: null,
        empty: "",
        at125: Buffer.alloc(125),
      };
      for (const method of ["ping", "pong"] as const) {
        world.attempt("client", `${method} nothing`, () => client[method]());
        for (const [label, value] of Object.entries(values)) {
          world.attempt("client", `${method} ${label}`, () => client[method](value));
        }
      }
      client.send("end");
      await next(accepted, "message");
    },
  },
  {
    name: "send: ping and pong data that is refused",
    async run(world) {
      const { client, accepted } = await world.pair();
      const values = {
        at126: Buffer.alloc(126),
        text126: "x".repeat(126),
        euro: "€".repeat(42),
        object: {},
        true: true,
      };
      for (const method of ["ping", "pong"] as const) {
        for (const [label, value] of Object.entries(values)) {
          world.attempt("client", `${method} ${label}`, () => client[method](value));
        }
      }
      world.log("client", `state ${client.readyState}`);
      client.send("end");
      await next(accepted, "message");
    },
  },
  {
    name: "send: what the caller does with its buffer after the callback is its business",
    async run(world) {
      const { client, accepted } = await world.pair();
      const bytes = Buffer.from("before");
      const got = next(accepted, "message");
      client.send(bytes);
      await got;
      world.log("client", bytes.toString());
    },
  },
];
