import { Blob, Buffer, File } from "node:buffer";
import type { RawPacket } from "../harness/raw-session.ts";
import type { Scenario } from "../harness/scenario.ts";

const bytes = Uint8Array.of(1, 2, 3, 250);

/** What holds bytes. */
const kinds: readonly (readonly [string, () => unknown])[] = [
  ["a Buffer", () => Buffer.of(1, 2, 3, 250)],
  ["an empty Buffer", () => Buffer.alloc(0)],
  ["a slice of a Buffer", () => Buffer.of(0, 1, 2, 3, 0).subarray(1, 4)],
  ["a Uint8Array", () => bytes],
  ["a slice of a Uint8Array", () => bytes.subarray(1, 3)],
  ["an Int16Array", () => Int16Array.of(1, -1)],
  ["a Float64Array", () => Float64Array.of(0.5)],
  ["a DataView", () => new DataView(bytes.buffer, 1, 2)],
  ["an ArrayBuffer", () => Uint8Array.of(9, 8).buffer],
  ["in an object", () => ({ a: { b: [Buffer.of(1)] }, c: "text" })],
  ["several", () => [Buffer.of(1), { x: Buffer.of(2) }, Buffer.of(3)]],
  ["the same twice", () => [bytes, bytes]],
  ["behind toJSON", () => ({ toJSON: () => ({ bytes: Buffer.of(5) }) })],
  ["beside a date and null", () => [new Date(0), null, Buffer.of(1), undefined]],
  ["twelve of them", () => Array.from({ length: 12 }, (_none, index) => Buffer.of(index))],
  ["what looks like a placeholder", () => [{ _placeholder: true, num: 0 }, Buffer.of(1)]],
];

const sent: readonly Scenario[] = kinds.flatMap(([name, make]) =>
  ["websocket", "polling"].map((transport) => ({
    name: `${name} is sent, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: [transport] });
      await stage.seen("a", "connect");
      await stage.settle();
      const value = make();
      stage.attempt("emit", () => socket.emit("x", value, "behind") === socket);
      await stage.settle();
      stage.note("untouched", value);
    },
  })),
);

const blobs: readonly Scenario[] = [
  ["a Blob", () => new Blob(["blob"])],
  ["a File", () => new File(["file"], "name.txt")],
  ["a Blob in an object", () => ({ deep: [new Blob(["x"]), 1] })],
].flatMap(([name, make]) =>
  ["websocket", "polling"].map((transport): Scenario => ({
    name: `${name as string} is sent, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: [transport] });
      await stage.seen("a", "connect");
      await stage.settle();
      stage.attempt("emit", () => socket.emit("x", (make as () => unknown)()) === socket);
      await stage.settle();
      socket.emit("behind");
      await stage.settle();
    },
  })),
);

/** What comes: text and attachments. */
const packets: readonly (readonly [string, readonly RawPacket[]])[] = [
  ["one attachment", ['451-["x",{"_placeholder":true,"num":0}]', Buffer.from(bytes)]],
  [
    "two, in the other order",
    [
      '452-["x",{"_placeholder":true,"num":1},{"a":{"_placeholder":true,"num":0}}]',
      Buffer.of(1),
      Buffer.of(2),
    ],
  ],
  ["one twice", ['451-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]', Buffer.of(1)]],
  [
    "ten",
    [
      `4510-["x",${Array.from({ length: 10 }, (_none, num) => `{"_placeholder":true,"num":${num}}`).join()}]`,
      ...Array.from({ length: 10 }, (_none, num) => Buffer.of(num)),
    ],
  ],
  ["empty data", ['451-["x",{"_placeholder":true,"num":0}]', Buffer.alloc(0)]],
  ["with an id", ['451-7["ask",{"_placeholder":true,"num":0}]', Buffer.of(7)]],
  ["a false placeholder", ['42["x",{"_placeholder":false,"num":0}]']],
  ["a placeholder in a packet without attachments", ['42["x",{"_placeholder":true,"num":0}]']],
];

const received: readonly Scenario[] = packets.flatMap(([name, all]) =>
  ["websocket", "polling"].map((transport) => ({
    name: `${name} comes, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: [transport] });
      socket.on("ask", (value: unknown, ack: (value: unknown) => void) => ack(value));
      await stage.seen("a", "connect");
      await stage.settle();
      raw.session.send(...all);
      await stage.settle();
      stage.note("state", socket.connected);
    },
  })),
);

const others: readonly Scenario[] = ["nodebuffer", "arraybuffer", "blob"].flatMap((binaryType) =>
  ["websocket", "polling"].map((transport) => ({
    name: `binaryType ${binaryType}, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: [transport] });
      await stage.seen("a", "connect");
      await stage.settle();
      stage.note("before", socket.io.engine.binaryType);
      socket.io.engine.binaryType = binaryType as "nodebuffer";
      raw.session.send('451-["x",{"_placeholder":true,"num":0}]', Buffer.of(1, 2));
      await stage.settle();
    },
  })),
);

export const binary: readonly Scenario[] = [...sent, ...blobs, ...received, ...others];
