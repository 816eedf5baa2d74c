import { Buffer } from "node:buffer";
import type { RequestParts } from "../harness/call.ts";
import type { Row } from "../harness/row.ts";
import type { World } from "../harness/world.ts";

const options = { allowEIO3: true };

/** A request of revision 3. */
const v3 = (query = "", parts: RequestParts = {}): RequestParts => ({
  ...parts,
  target: `/engine.io/?EIO=3&transport=polling${query}`,
});

async function open(world: World, query = ""): Promise<string> {
  await (await world.send("open", v3(query))).read();
  return world.sid;
}

/** Opens a session, POSTs a body, and looks whether the session is there. */
const posted =
  (body: string | Buffer, type = "text/plain;charset=UTF-8"): Row["script"] =>
  async (world) => {
    const sid = await open(world);
    const headers = { "Content-Type": type };
    await world.ask("post", v3(`&sid=${sid}`, { method: "POST", body, headers }));
    await world.ask("behind", v3(`&sid=${sid}`, { method: "POST", body: "7:4behind" }));
  };

const BYTES = "application/octet-stream";
const framed = (kind: 0 | 1, data: Buffer): Buffer =>
  Buffer.concat([Buffer.of(kind, ...[...String(data.length)].map(Number), 255), data]);

const bodies: readonly (readonly [string, string | Buffer, string?])[] = [
  ["a message", "6:4hello"],
  ["two messages", "4:4one4:4two"],
  ["text beyond ASCII, counted in characters", "5:4\u00e9\u20ac\u{1f600}"],
  ["an empty message", "1:4"],
  ["base64", "10:b4AQIDBA=="],
  ["a ping", "1:2"],
  ["a probe", "6:2probe"],
  ["a pong", "1:3"],
  ["a close packet", "1:1"],
  ["nothing", ""],
  ["an empty packet", "0:"],
  ["no length", "4hello"],
  ["a length that is too large", "9:4hello"],
  ["a length that is too small", "3:4hello"],
  ["a length with a sign", "+6:4hello"],
  ["a length with a zero in front", "06:4hello"],
  ["an unknown type", "2:9x"],
  ["a message, then garbage", "4:4onexyz"],
  ["bytes: a text", framed(0, Buffer.from("4hello")), BYTES],
  ["bytes: binary data", framed(1, Buffer.from([4, 1, 2, 3])), BYTES],
  ["bytes: both", Buffer.concat([framed(0, Buffer.from("4hi")), framed(1, Buffer.from([4, 9]))]), BYTES],
  ["bytes: nothing", Buffer.alloc(0), BYTES],
  ["bytes: cut", framed(0, Buffer.from("4hello")).subarray(0, 5), BYTES],
  ["bytes: no end of the length", Buffer.from([0, 1, 2, 3, 4]), BYTES],
];

const polling: readonly Row[] = [
  { name: "v3: a GET opens a session", options, script: (world) => world.ask("open", v3()) },
  {
    name: "v3: a request without EIO opens a session",
    options,
    script: (world) => world.ask("open", { target: "/engine.io/?transport=polling" }),
  },
  {
    name: "v3: EIO=2 is taken for 3",
    options,
    script: (world) => world.ask("open", { target: "/engine.io/?EIO=2&transport=polling" }),
  },
  {
    name: "v3: a client of v4 is still one of v4",
    options,
    script: (world) => world.ask("open", {}),
  },
  {
    name: "v3: initialPacket",
    options: { ...options, initialPacket: "hello" },
    script: (world) => world.ask("open", v3()),
  },
  ...bodies.map(([name, body, type]): Row => ({
    name: `v3: POST of ${name}`,
    options,
    script: posted(body, type),
  })),
  {
    name: "v3: messages that wait leave together",
    options,
    script: async (world) => {
      const sid = await open(world);
      for (const data of ["one", "", "h\u00e9\u20ac"]) world.socket.send(data);
      await world.ask("get", v3(`&sid=${sid}`));
    },
  },
  {
    name: "v3: binary data leaves as bytes",
    options,
    script: async (world) => {
      const sid = await open(world);
      world.socket.send("one");
      world.socket.send(Buffer.from([1, 2, 3]));
      await world.ask("get", v3(`&sid=${sid}`));
    },
  },
  {
    name: "v3: binary data leaves as base64 for a client that asks for it",
    options,
    script: async (world) => {
      const sid = await open(world, "&b64=1");
      world.socket.send("one");
      world.socket.send(Buffer.from([1, 2, 3]));
      await world.ask("get", v3(`&sid=${sid}`));
    },
  },
  {
    name: "v3: a client closes while a GET is pending",
    options,
    script: async (world) => {
      const sid = await open(world);
      const get = await world.send("get", v3(`&sid=${sid}`));
      await world.ask("post", v3(`&sid=${sid}`, { method: "POST", body: "1:1" }));
      await get.answer();
    },
  },
  {
    name: "v3: the server closes while no GET is pending",
    options,
    script: async (world) => {
      const sid = await open(world);
      world.socket.close();
      await world.ask("get", v3(`&sid=${sid}`));
    },
  },
  {
    name: "v3: a ping is answered in the next poll",
    options,
    script: async (world) => {
      const sid = await open(world);
      await world.ask("post", v3(`&sid=${sid}`, { method: "POST", body: "1:2" }));
      await world.ask("get", v3(`&sid=${sid}`));
    },
  },
];

const overWebSocket: readonly Row[] = [
  {
    name: "v3: a WebSocket opens a session",
    options,
    script: async (world) => {
      const ws = await world.upgrade("ws", { target: "/engine.io/?EIO=3&transport=websocket" });
      await ws.head();
      await ws.frame();
      ws.send("2");
      await ws.frame();
      ws.send("4hello");
      ws.frames({ opcode: 2, payload: Buffer.from([4, 1, 2]) });
      await world.seen("sid1 message", 2);
      world.socket.send("text");
      world.socket.send(Buffer.from([1, 2, 3]));
      await ws.frame();
      await ws.frame();
    },
  },
  {
    name: "v3: base64 over WebSocket for a client that asks for it",
    options,
    script: async (world) => {
      const ws = await world.upgrade("ws", { target: "/engine.io/?EIO=3&transport=websocket&b64=1" });
      await ws.skipHead();
      await ws.skipFrame();
      world.socket.send(Buffer.from([1, 2, 3]));
      await ws.frame();
      ws.send("b4AQID");
      await world.seen("sid1 message");
    },
  },
  {
    name: "v3: a pong of a client is the wrong way round",
    options,
    script: async (world) => {
      const ws = await world.upgrade("ws", { target: "/engine.io/?EIO=3&transport=websocket" });
      await ws.skipHead();
      await ws.skipFrame();
      ws.send("3");
      await world.seen("sid1 close");
      await ws.gone();
    },
  },
  {
    name: "v3: an upgrade, step by step",
    options,
    script: async (world) => {
      const sid = await open(world);
      const ws = await world.upgrade("ws", { target: `/engine.io/?EIO=3&transport=websocket&sid=${sid}` });
      await ws.head();
      ws.send("2probe");
      await ws.frame();
      await world.ask("get", v3(`&sid=${sid}`));
      ws.send("5", "4hello");
      await world.seen("sid1 message");
    },
  },
  {
    name: "v3: an upgrade with EIO=4 of a session of EIO=3",
    options,
    script: async (world) => {
      const sid = await open(world);
      await (await world.upgrade("ws", { sid })).head();
    },
  },
];

const form = (data: string): Pick<RequestParts, "method" | "body" | "headers"> => ({
  method: "POST",
  body: `d=${encodeURIComponent(data)}`,
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
});

const jsonp: readonly Row[] = [
  {
    name: "JSONP: the open packet is a call",
    options,
    script: (world) => world.ask("open", v3("&j=7")),
  },
  ...["", "12ab3", "<script>", "-1", "007"].map((j): Row => ({
    name: `JSONP: the name "${j}"`,
    options,
    script: (world) => world.ask("open", v3(`&j=${encodeURIComponent(j)}`)),
  })),
  {
    name: "JSONP: messages are escaped",
    options,
    script: async (world) => {
      const sid = await open(world, "&j=0");
      world.socket.send('"quoted" \\ \n \u2028 \u2029 </script> \u00e9');
      await world.ask("get", v3(`&sid=${sid}&j=1`));
    },
  },
  {
    name: "JSONP: POST is a form",
    options,
    script: async (world) => {
      const sid = await open(world, "&j=0");
      await world.ask("post", v3(`&sid=${sid}&j=1`, form("6:4hello")));
      await world.ask("breaks", v3(`&sid=${sid}&j=2`, form("7:4a\\\\nb\\nc")));
    },
  },
  {
    name: "JSONP: POST without the field",
    options,
    script: async (world) => {
      const sid = await open(world, "&j=0");
      await world.ask("post", v3(`&sid=${sid}&j=1`, { ...form(""), body: "x=1" }));
      await world.ask("behind", v3(`&sid=${sid}&j=2`, form("6:4hello")));
    },
  },
  {
    name: "JSONP: the parameter counts when the session opens",
    options,
    script: async (world) => {
      const sid = await open(world, "&j=0");
      world.socket.send("hello");
      await world.ask("get without j", v3(`&sid=${sid}`));
      const other = await open(world);
      world.socket.send("hello");
      await world.ask("get with j", v3(`&sid=${other}&j=3`));
    },
  },
  {
    name: "JSONP: with revision 4",
    script: async (world) => {
      await world.ask("open", { query: "j=5" });
      const { sid } = world;
      world.socket.send("hello");
      await world.ask("get", { sid, query: "j=6" });
      await world.ask("post", { sid, query: "j=7", ...form("4hello") });
    },
  },
  {
    name: "JSONP: an error is as it always is",
    script: (world) => world.ask("get", { sid: "nobody", query: "j=1" }),
  },
];

/** Revision 3 of the protocol, and JSONP. */
export const legacy: readonly Row[] = [...polling, ...overWebSocket, ...jsonp];
