import type { ServerResponse } from "node:http";
import type { Scenario } from "../harness/scenario.ts";

/** What may come in the place of the open packet. */
const openings: readonly string[] = [
  "0",
  "0{",
  "0{}",
  "0null",
  "0[]",
  "0true",
  "07",
  '0"text"',
  '0{"sid":"S"}',
  '0{"sid":1,"upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
  '0{"sid":"","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
  '0{"sid":"S","upgrades":null,"pingInterval":25000,"pingTimeout":20000}',
  '0{"sid":"S","upgrades":"websocket","pingInterval":25000,"pingTimeout":20000}',
  '0{"sid":"S","upgrades":[1,{}],"pingInterval":25000,"pingTimeout":20000}',
  '0{"sid":"S","upgrades":[],"pingInterval":0,"pingTimeout":0}',
  '0{"sid":"S","upgrades":[],"pingInterval":-1,"pingTimeout":20000}',
  '0{"sid":"S","upgrades":[],"pingInterval":1e12,"pingTimeout":20000}',
  '0{"sid":"S","upgrades":[],"pingInterval":"x","pingTimeout":20000}',
  '0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":null}',
  '0{"sid":"S","upgrades":[],"pingInterval":300,"pingTimeout":200}',
  '0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":0}',
  '0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":-5}',
  '0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":"x","more":[1]}',
  '0{"sid":"S/../?&=ä","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
  "1",
  "2",
  "3",
  "42",
  '42["x"]',
  '40{"sid":"early"}',
  "44",
  "6",
  "7",
  "",
  "hello",
  "<html></html>",
];

/** Those that show something else over polling. */
const BY_POLLING = /^(?:0|0null|0\{"sid":"(?:S"\}|S\/.*)|.*"pingInterval":(?:0|"x"|300).*|[^0].*|)$/;

const opened: readonly Scenario[] = openings.flatMap((open) =>
  ["websocket", ...(BY_POLLING.test(open) ? ["polling"] : [])].map((transport) => ({
    name: `the first packet is ${open}, ${transport}`,
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open });
      const socket = stage.connect(raw.url(), { transports: [transport], timeout: 1000 });
      await time.pass(10);
      stage.note(
        "state",
        socket.connected,
        socket.io._readyState,
        socket.io.engine.readyState,
        socket.io.engine.id,
      );
      socket.emit("x");
      await time.pass(2000);
    },
  })),
);

/** How the first request of polling may be answered. */
const answers: readonly (readonly [string, (response: ServerResponse) => unknown])[] = [
  [
    "200 with HTML",
    (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<html>hello</html>"),
  ],
  ["200 and nothing", (response) => response.end()],
  ["200 with JSON", (response) => response.end('{"hello":1}')],
  ["204", (response) => response.writeHead(204).end()],
  ["301 to nowhere", (response) => response.writeHead(301, { Location: "/elsewhere" }).end()],
  ["304", (response) => response.writeHead(304).end()],
  [
    "400 with the JSON of a server",
    (response) => response.writeHead(400).end('{"code":0,"message":"Transport unknown"}'),
  ],
  ["401", (response) => response.writeHead(401, { "WWW-Authenticate": "Basic" }).end("who?")],
  ["403", (response) => response.writeHead(403).end('{"code":4,"message":"Forbidden"}')],
  ["404 with HTML", (response) => response.writeHead(404).end("<html>not here</html>")],
  ["429", (response) => response.writeHead(429, { "Retry-After": "1" }).end()],
  ["500", (response) => response.writeHead(500).end("oops")],
  ["503", (response) => response.writeHead(503).end()],
  ["a cut before the head", (response) => response.destroy()],
  [
    "a cut within the body",
    (response) => {
      response.writeHead(200, { "Content-Length": 1000 }).write('0{"sid"');
      setImmediate(() => setImmediate(() => response.destroy()));
    },
  ],
  ["text that is no UTF-8", (response) => response.end(Buffer.of(0xff, 0xfe, 0x30))],
  [
    "an open packet with a byte order mark",
    (response) => response.end(`\uFEFF0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`),
  ],
];

const answered: readonly Scenario[] = answers.map(([name, answer]) => ({
  name: `the first request is answered with ${name}`,
  script: async (stage) => {
    let count = 0;
    const raw = await stage.raw({
      answer: (_request, response) => {
        count += 1;
        // One answer is enough; who asks again waits.
        if (count < 3) answer(response);
        return true;
      },
    });
    const socket = stage.connect(raw.url(), { transports: ["polling"] });
    await stage.settle();
    stage.note("state", socket.connected, socket.active, socket.io._readyState, socket.io.engine.readyState);
  },
}));

/** How a WebSocket may be refused. */
const refusals: readonly (readonly [string, string])[] = [
  [
    "400",
    'HTTP/1.1 400 Bad Request\r\nContent-Length: 40\r\nConnection: close\r\n\r\n{"code":0,"message":"Transport unknown"}',
  ],
  ["403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"],
  ["200 with HTML", "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>"],
  [
    "301",
    "HTTP/1.1 301 Moved Permanently\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
  ],
  [
    "101 with a wrong key",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
  ],
  [
    "101 without a key",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  ],
  ["a cut", ""],
  ["what is not HTTP", "hello\r\n\r\n"],
];

const refused: readonly Scenario[] = refusals.map(([name, bytes]) => ({
  name: `the WebSocket is answered with ${name}`,
  script: async (stage) => {
    const raw = await stage.raw({ refuse: () => bytes });
    const socket = stage.connect(raw.url(), { transports: ["websocket"] }, { socket: true });
    await stage.settle();
    stage.note("state", socket.connected, socket.active, socket.io._readyState, socket.io.engine.readyState);
  },
}));

export const hostile: readonly Scenario[] = [...opened, ...answered, ...refused];
