import type { Row } from "../harness/row.ts";
import type { World } from "../harness/world.ts";

const post = (
  sid: string,
  body: string | Buffer,
): { method: string; sid: string; body: string | Buffer } => ({
  method: "POST",
  sid,
  body,
});

/** Opens a session, POSTs a body, and looks whether the session is there. */
const posted =
  (body: string | Buffer, headers: Record<string, string> = {}): Row["script"] =>
  async (world) => {
    const sid = await world.open();
    await world.ask("post", { ...post(sid, body), headers });
    await world.ask("behind", post(sid, "4behind"));
  };

const bodies: readonly (readonly [string, string | Buffer])[] = [
  ["a message", "4hello"],
  ["an empty message", "4"],
  ["several messages", "4one\u001e4two\u001e4three"],
  ["text beyond ASCII", "4h\u00e9 \u20ac \u{1f600}"],
  ["a line break", "4a\nb\\nc"],
  ["binary data", "bAQIDBA=="],
  ["empty binary data", "b"],
  ["base64 without its padding", "bAQIDBA"],
  ["base64 that is none", "b****"],
  ["text and binary data", "4text\u001ebAQID\u001e4more"],
  ["a pong that nobody asked for", "3"],
  ["a ping", "2"],
  ["a probe", "2probe"],
  ["a noop", "6"],
  ["an upgrade", "5"],
  ["an open packet", "0"],
  ["an unknown type", "7"],
  ["a letter", "abc"],
  ["nothing", ""],
  ["a separator", "\u001e"],
  ["a message and a separator", "4hello\u001e"],
  ["a message, garbage, a message", "4before\u001exyz\u001e4behind"],
  ["bytes that are not UTF-8", Buffer.from([0x34, 0xff, 0xfe])],
  ["a byte order mark", "\ufeff4hello"],
  ["a close packet", "1"],
  ["a message, a close packet, a message", "4before\u001e1\u001e4behind"],
];

const posts: readonly Row[] = [
  ...bodies.map(([name, body]): Row => ({ name: `POST of ${name}`, script: posted(body) })),
  {
    name: "POST without Content-Length and body",
    script: async (world) => {
      const sid = await world.open();
      await world.ask("post", { method: "POST", sid, headers: { "Content-Length": "0" } });
      await world.ask("behind", post(sid, "4behind"));
    },
  },
  {
    name: "POST in chunks",
    script: async (world) => {
      const sid = await world.open();
      const headers = { "Transfer-Encoding": "chunked" };
      const body = "3\r\n4he\r\n3\r\nllo\r\n0\r\n\r\n";
      await world.ask("post", { ...post(sid, body), headers, hasLength: false });
    },
  },
  {
    name: "POST with Expect: 100-continue",
    script: posted("4hello", { Expect: "100-continue" }),
  },
  ...["text/plain;charset=UTF-8", "text/html", "application/json", "application/x-www-form-urlencoded"].map(
    (type): Row => ({
      name: `POST of ${type} is read as text`,
      script: posted("4hello", { "Content-Type": type }),
    }),
  ),
  ...["application/octet-stream", "Application/Octet-Stream", "application/octet-stream; x=y"].map(
    (type): Row => ({
      name: `POST of ${type}`,
      script: posted("4hello", { "Content-Type": type }),
    }),
  ),
  {
    name: "POST of a body that is gzipped is not inflated",
    script: posted("4hello", { "Content-Encoding": "gzip" }),
  },
];

const sized =
  (body: string, hasLength: boolean): Row["script"] =>
  async (world) => {
    const sid = await world.open();
    const size = Buffer.byteLength(body).toString(16);
    const bytes = hasLength ? body : `${size}\r\n${body}\r\n0\r\n\r\n`;
    const headers: Record<string, string> = hasLength ? {} : { "Transfer-Encoding": "chunked" };
    await world.ask("post", { ...post(sid, bytes), hasLength, headers });
    await world.ask("behind", post(sid, "4behind"));
  };

const sizes: readonly Row[] = [true, false].flatMap((hasLength): Row[] =>
  (
    [
      ["as large as maxHttpBufferSize", "4234567890"],
      ["larger than maxHttpBufferSize", "42345678901"],
      ["as large, in bytes", "4\u20ac\u20ac\u20ac"],
      ["larger, in bytes", "4\u20ac\u20ac\u20acx"],
    ] as const
  ).map(([name, body]): Row => ({
    name: `POST ${hasLength ? "with a length" : "in chunks"}: ${name}`,
    options: { maxHttpBufferSize: 10 },
    script: sized(body, hasLength),
  })),
);

const polls: readonly Row[] = [
  {
    name: "GET with a message waiting is answered at once",
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("hello");
      await world.ask("get", { sid });
    },
  },
  {
    name: "messages that wait leave together",
    script: async (world) => {
      const sid = await world.open();
      for (const data of ["one", Buffer.from([1, 2]), "", "three", Buffer.alloc(0)]) world.socket.send(data);
      await world.ask("get", { sid });
    },
  },
  {
    name: "GET with nothing waiting is held until there is something",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      world.socket.send("hello");
      await get.answer();
    },
  },
  {
    name: "every kind of binary data is sent",
    script: async (world) => {
      const sid = await world.open();
      const { buffer } = new Uint8Array([1, 2, 3, 4]);
      world.socket.send(buffer);
      world.socket.send(new Uint8Array(buffer, 1, 2));
      world.socket.send(new DataView(buffer, 2, 2));
      await world.ask("get", { sid });
    },
  },
  {
    name: "what is sent in one turn while a poll waits",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      world.socket.send("one");
      world.socket.send("two");
      await get.answer();
      world.socket.send("three");
      await world.ask("next", { sid });
    },
  },
  {
    name: "a callback of send runs when the message has left",
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("hello", {}, () => world.tracks.server("sent"));
      world.tracks.server("before the poll");
      await world.ask("get", { sid });
      await world.seen("sent");
    },
  },
  {
    name: "a second GET while one is pending",
    script: async (world) => {
      const sid = await world.open();
      const first = await world.send("first", { sid });
      await world.ask("second", { sid });
      await first.answer();
      await world.ask("third", { sid });
    },
  },
  {
    name: "a second POST while one is in progress",
    script: async (world) => {
      const sid = await world.open();
      const first = await world.send("first", { method: "POST", sid, headers: { "Content-Length": "6" } });
      first.wire.send("4he");
      await world.ask("second", post(sid, "4hello"));
      await first.answer();
      await world.ask("third", post(sid, "4hello"));
    },
  },
  {
    name: "a client leaves a GET that is pending",
    script: async (world) => {
      const sid = await world.open();
      (await world.send("get", { sid })).abort();
      await world.seen("sid1 close");
      await world.ask("next", { sid });
    },
  },
  {
    name: "a client leaves a POST in the middle of its body",
    script: async (world) => {
      const sid = await world.open();
      const call = await world.send("post", { method: "POST", sid, headers: { "Content-Length": "6" } });
      call.wire.send("4he");
      call.abort();
      await world.seen("sid1 close");
      await world.ask("next", { sid });
    },
  },
  {
    name: "a POST while a GET is pending does not disturb it",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      world.socket.on("message", (data) => world.socket.send(data));
      await world.ask("post", post(sid, "4echo"));
      await get.answer();
    },
  },
];

const closes: readonly Row[] = [
  {
    name: "a client closes while a GET is pending",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      await world.ask("post", post(sid, "1"));
      await get.answer();
      await world.ask("next", { sid });
    },
  },
  {
    name: "the server closes while a GET is pending",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      world.socket.close();
      await get.answer();
      await world.seen("sid1 close");
      await world.ask("next", { sid });
    },
  },
  {
    name: "the server closes while no GET is pending",
    script: async (world) => {
      const sid = await world.open();
      world.socket.close();
      world.tracks.server(world.socket.readyState);
      await world.ask("get", { sid });
      await world.seen("sid1 close");
      await world.ask("next", { sid });
    },
  },
  {
    name: "the server closes behind a message while no GET is pending",
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("last");
      world.socket.close();
      await world.ask("get", { sid });
      await world.ask("next", { sid });
      await world.seen("sid1 close");
    },
  },
  {
    name: "the server closes behind a message while a GET is pending",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      world.socket.send("last");
      world.socket.close();
      await get.answer();
      await world.ask("next", { sid });
      await world.seen("sid1 close");
    },
  },
  {
    name: "the server closes and throws away what waits",
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("lost");
      world.socket.close(true);
      await world.seen("sid1 close");
      await world.ask("get", { sid });
    },
  },
  {
    name: "what a client POSTs to a session that is closing",
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("last");
      world.socket.close();
      await world.ask("post", post(sid, "4hello"));
    },
  },
  {
    name: "the whole engine closes",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      world.engine.close();
      await get.answer();
      await world.seen("sid1 close");
      await world.ask("next", { sid });
    },
  },
];

const agents = [
  "Mozilla/4.0 (compatible;MSIE 8.0)",
  "Mozilla/5.0 (Trident/7.0; rv:11.0)",
  "MSIE",
  "Mozilla/5.0",
];

const verbsAndAgents: readonly Row[] = [
  ...["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"].map((method): Row => ({
    name: `${method} for a session`,
    script: async (world) => {
      const sid = await world.open();
      await world.ask("request", { method, sid });
      await world.ask("behind", post(sid, "4unharmed"));
    },
  })),
  ...agents.map((agent): Row => ({
    name: `answers to "${agent}"`,
    script: async (world: World) => {
      const headers = { "User-Agent": agent };
      await world.ask("open", { headers });
      const { sid } = world;
      await world.ask("post", { ...post(sid, "4hello"), headers });
      world.socket.send("hello");
      await world.ask("get", { sid, headers });
    },
  })),
];

/** A session over polling. */
export const polling: readonly Row[] = [...posts, ...sizes, ...polls, ...closes, ...verbsAndAgents];
