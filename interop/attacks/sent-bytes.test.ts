import { Buffer } from "node:buffer";
import { connect, createWebSocketServer, type BinaryData, type Connection } from "@sockeye/websocket/lean";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BINARY, CLOSE, PING, PONG, TEXT, type WireFrame } from "./harness/frames.ts";
import { HostileServer, upgradeResponse } from "./harness/hostile-server.ts";
import { ROLES, type Role } from "./harness/roles.ts";
import { scaled } from "../harness/scale.ts";
import { openWire, type WirePeer } from "./harness/wire-peer.ts";

const SEED = 0x45736;
const RUNS = scaled(60, 2000);

/** A sender of ours, and who receives its bytes. */
interface Pair {
  readonly connection: Connection;
  readonly peer: WirePeer;
  end(): Promise<void>;
}

async function openServer(): Promise<Pair> {
  let onConnection: (connection: Connection) => void = () => undefined;
  const connected = new Promise<Connection>((resolve) => {
    onConnection = resolve;
  });
  const server = createWebSocketServer({ onConnection, maxControlFramesPerSecond: Infinity });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  const peer = await openWire(port);
  return { connection: await connected, peer, end: () => server.close({ deadline: 0 }) };
}

async function openClient(): Promise<Pair> {
  const server = await HostileServer.listen();
  const connecting = connect(server.url);
  const peer = await server.client();
  peer.send(upgradeResponse(await peer.head()));
  const connection = await connecting;
  const end = async (): Promise<void> => {
    server.close();
    connection.terminate();
    await peer.closed;
  };
  return { connection, peer, end };
}

const open = (role: Role): Promise<Pair> => (role === "server" ? openServer() : openClient());

/** Memory that was in use before is 0xAA from here on, so that a byte that nobody wrote shows. */
const allocators = { allocUnsafe: Buffer.allocUnsafe, allocUnsafeSlow: Buffer.allocUnsafeSlow };
beforeAll(() => {
  Buffer.allocUnsafe = (size) => allocators.allocUnsafeSlow(size).fill(0xaa);
  Buffer.allocUnsafeSlow = (size) => allocators.allocUnsafeSlow(size).fill(0xaa);
});
afterAll(() => {
  Object.assign(Buffer, allocators);
});

const VIEWS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;

/** Bytes somewhere in the middle of a buffer, as one of all kinds of views of them; and the bytes themselves. */
function views(maxBytes: number): fc.Arbitrary<{ data: BinaryData; bytes: Buffer }> {
  const whole = fc.uint8Array({ minLength: 0, maxLength: maxBytes >> 3 }).map((content) => {
    const buffer = new Uint8Array(content.length * 8);
    for (let index = 0; index < buffer.length; index++) buffer[index] = content[index >> 3]! ^ (index * 31);
    return buffer;
  });
  return fc.tuple(whole, fc.nat(VIEWS.length + 3)).map(([content, kind]) => {
    const surrounded = new ArrayBuffer(content.length + 32);
    new Uint8Array(surrounded).fill(0x55);
    new Uint8Array(surrounded).set(content, 16);
    const bytes = Buffer.from(content);
    const View = VIEWS[kind];
    if (View !== undefined) {
      return { data: new View(surrounded, 16, content.length / View.BYTES_PER_ELEMENT), bytes };
    }
    if (kind === VIEWS.length) return { data: new DataView(surrounded, 16, content.length), bytes };
    if (kind === VIEWS.length + 1) return { data: Buffer.from(surrounded, 16, content.length), bytes };
    if (kind === VIEWS.length + 2) return { data: surrounded.slice(16, 16 + content.length), bytes };
    const shared = new SharedArrayBuffer(content.length);
    new Uint8Array(shared).set(content);
    return { data: shared, bytes };
  });
}

/** What is no data, whatever the method. */
const NO_DATA: readonly unknown[] = [
  100,
  0,
  -1,
  NaN,
  10n,
  null,
  true,
  {},
  [1, 2],
  { length: 9 },
  Symbol("x"),
  () => 1,
];

describe.each(ROLES)(
  "CVE-2026-45736, CVE-2016-10518: every byte that a %s sends comes from an argument",
  (role) => {
    let pair: Pair;
    beforeEach(async () => {
      pair = await open(role);
    });
    afterEach(() => pair.end());

    async function expectFrame(opcode: number, payload: Buffer): Promise<void> {
      const frame: WireFrame | undefined = await pair.peer.frame();
      expect(frame?.firstByte).toBe(0x80 | opcode);
      expect(frame?.isMasked).toBe(role === "client");
      expect(frame?.payload.equals(payload), "the payload is the argument's bytes").toBe(true);
    }

    it("sendBinary, sendTextBytes, ping and pong, with every kind of view", async () => {
      const message = fc.oneof(views(200), views(1000), views(70_000));
      await fc.assert(
        fc.asyncProperty(message, views(120), async (large, small) => {
          const { connection } = pair;
          connection.sendBinary(large.data);
          connection.sendTextBytes(large.data);
          connection.ping(small.data);
          connection.pong(small.data);
          await expectFrame(BINARY, large.bytes);
          await expectFrame(TEXT, large.bytes);
          await expectFrame(PING, small.bytes);
          await expectFrame(PONG, small.bytes);
        }),
        { seed: SEED, numRuns: RUNS },
      );
    });

    it("sendText, ping and pong, with every kind of string", async () => {
      const texts = fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 30 }),
        fc.string({ unit: "binary", maxLength: 30 }),
      );
      await fc.assert(
        fc.asyncProperty(texts, fc.integer({ min: 1, max: 700 }), async (text, times) => {
          const { connection } = pair;
          const long = text.repeat(times);
          connection.sendText(long);
          connection.ping(text);
          await expectFrame(TEXT, Buffer.from(long));
          await expectFrame(PING, Buffer.from(text));
        }),
        { seed: SEED, numRuns: RUNS },
      );
    });

    it("a ping and a pong without an argument are empty", async () => {
      pair.connection.ping();
      pair.connection.pong();
      await expectFrame(PING, Buffer.alloc(0));
      await expectFrame(PONG, Buffer.alloc(0));
    });

    it.each(VIEWS.map((View) => [View.name, View] as const))(
      "close with a reason that is a %s",
      async (_name, View) => {
        const reason = new View(5);
        new Uint8Array(reason.buffer).set(
          Buffer.from("a reason of forty bytes, whatever a view").subarray(0, reason.byteLength),
        );
        pair.connection.close(1000, reason as unknown as Uint8Array);
        await expectFrame(CLOSE, Buffer.concat([Buffer.of(0x03, 0xe8), Buffer.from(reason.buffer)]));
      },
    );

    it.each(NO_DATA.map((value) => [typeof value, value] as const))(
      "%s is no data: TypeError",
      async (_type, value) => {
        const { connection } = pair;
        const data = value as BinaryData;
        expect(() => connection.sendBinary(data)).toThrow(TypeError);
        expect(() => connection.sendTextBytes(data)).toThrow(TypeError);
        expect(() => connection.sendText(data as unknown as string)).toThrow(TypeError);
        // `null` and nothing at all may mean the same to an application.
        if (value !== null) {
          expect(() => connection.ping(data)).toThrow(TypeError);
          expect(() => connection.pong(data)).toThrow(TypeError);
        }
        connection.sendText("nothing came before");
        await expectFrame(TEXT, Buffer.from("nothing came before"));
      },
    );

    it.each([100, NaN, { buffer: 100 }, {}, [1, 2], true, null])(
      "a close reason that is none, %o: TypeError",
      (reason) => {
        expect(() => pair.connection.close(1000, reason as unknown as string)).toThrow(TypeError);
        expect(pair.connection.readyState).toBe(1);
      },
    );

    it.each([999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5, NaN, "1000", null])(
      "a close code that is none, %o: TypeError",
      (code) => {
        expect(() => pair.connection.close(code as number)).toThrow(TypeError);
        expect(pair.connection.readyState).toBe(1);
      },
    );

    it("a view whose buffer was given away: TypeError", async () => {
      const buffer = new ArrayBuffer(1000);
      const view = new Uint8Array(buffer).fill(1);
      structuredClone(buffer, { transfer: [buffer] });
      expect(() => pair.connection.sendBinary(view)).toThrow(TypeError);
    });
  },
);
