/* oxlint-disable typescript/no-explicit-any -- what is any upstream */
import * as msgpackParser from "socket.io-msgpack-parser";
import { Fetch, io, NodeWebSocket, NodeXHR, WebSocket, WebTransport, XHR } from "subject";
import type { ManagerOptions, SocketOptions } from "subject";
import { exactly } from "../../server-types/exactly.mts";

// Every option.
io({
  forceNew: true,
  multiplex: false,
  path: "/rt",
  reconnection: false,
  reconnectionAttempts: 3,
  reconnectionDelay: 10,
  reconnectionDelayMax: 100,
  randomizationFactor: 0,
  timeout: 1000,
  autoConnect: false,
  parser: msgpackParser,
  auth: { token: "secret" },
  retries: 3,
  ackTimeout: 1000,
  transports: ["websocket", "polling", "webtransport", "my own"],
  upgrade: false,
  tryAllTransports: true,
  rememberUpgrade: true,
  query: { version: 1, list: ["any"] },
  extraHeaders: { authorization: "Bearer secret" },
  withCredentials: true,
  forceBase64: true,
  timestampRequests: true,
  timestampParam: "t",
  requestTimeout: 1000,
  transportOptions: { polling: { extraHeaders: {} } },
  closeOnBeforeunload: true,
  addTrailingSlash: false,
  protocols: ["chat"],
  autoUnref: true,
  useNativeTimers: true,
  perMessageDeflate: { threshold: 1024 },
  agent: false,
  pfx: "",
  key: "",
  passphrase: "",
  cert: "",
  ca: ["", ""],
  ciphers: "",
  rejectUnauthorized: false,
  host: "example.org",
  hostname: "example.org",
  port: 3000,
  secure: true,
});
io({ transports: [WebSocket, XHR, Fetch, NodeXHR, NodeWebSocket, WebTransport] });
io({ transports: [Fetch] });
io({ port: "3000", protocols: "chat", agent: "http", ca: "" });

// @ts-expect-error -- names or classes, not both
io({ transports: ["websocket", Fetch] });
// @ts-expect-error -- classes of transports
io({ transports: [Date] });
// @ts-expect-error -- a list
io({ transports: "websocket" });
// @ts-expect-error -- milliseconds
io({ timeout: "1s" });
// @ts-expect-error -- yes or no
io({ reconnection: "no" });
// @ts-expect-error -- with a threshold
io({ perMessageDeflate: {} });
// @ts-expect-error -- texts
io({ extraHeaders: { count: 1 } });
// @ts-expect-error -- a number
io({ retries: "3" });

// Who one is: as an object, or asked for each time.
const withAuth: Partial<SocketOptions> = { auth: { token: "secret" } };
io({ auth: (answer) => answer({ token: "secret" }) });
io({ auth: (answer) => setTimeout(() => answer({ token: "secret" }), 1) });
io({
  auth: (answer) => {
    exactly<(data: object) => void>()(answer);
    // @ts-expect-error -- an object
    answer("secret");
  },
});
// @ts-expect-error -- not a text
io({ auth: "secret" });

// What they are when they are read.
declare const options: ManagerOptions;
exactly<boolean>()(options.forceNew);
exactly<boolean>()(options.multiplex);
exactly<string>()(options.path);
exactly<boolean>()(options.reconnection);
exactly<number>()(options.reconnectionAttempts);
exactly<number>()(options.reconnectionDelay);
exactly<number>()(options.reconnectionDelayMax);
exactly<number>()(options.randomizationFactor);
exactly<number>()(options.timeout);
exactly<boolean>()(options.autoConnect);
exactly<any>()(options.parser);
exactly<{ [key: string]: any } | undefined>()(options.query);
exactly<boolean | undefined>()(options.withCredentials);
exactly<number | undefined>()(withAuth.retries);
exactly<number | undefined>()(withAuth.ackTimeout);
