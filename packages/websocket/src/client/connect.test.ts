import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer as createHttpsServer } from "node:https";
import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Connection } from "../connection/index.ts";
import { createWebSocketServer } from "../server/websocket-server.ts";
import { connect } from "./connect.ts";
import { certificate, privateKey } from "./testing/certificate.ts";
import { accept, RawServer, redirectTo, type Answer } from "./testing/raw-server.ts";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function serve(answer: Answer = accept): Promise<{ server: RawServer; host: string }> {
  const server = new RawServer(answer);
  cleanUps.push(() => server.close());
  return { server, host: await server.listen() };
}

/** An echo server over TLS; its port. */
async function serveSecurely(): Promise<number> {
  const server = createWebSocketServer({
    onConnection(connection) {
      connection.handler = { onText: (text) => connection.sendText(`echo ${text}`) };
    },
  });
  const https = createHttpsServer({ cert: certificate, key: privateKey });
  server.attach(https);
  https.listen(0, "127.0.0.1");
  await once(https, "listening");
  cleanUps.push(async () => {
    await server.close({ deadline: 0 });
    https.close();
  });
  return (https.address() as AddressInfo).port;
}

/** The first text that a connection delivers. */
function nextText(connection: Connection): Promise<string> {
  return new Promise((resolve) => {
    connection.handler = { onText: resolve };
  });
}

const open = async (...args: Parameters<typeof connect>): Promise<Connection> => {
  const connection = await connect(...args);
  cleanUps.push(() => {
    connection.terminate();
  });
  return connection;
};

describe("connect", () => {
  it("resolves to an open connection", async () => {
    const { server, host } = await serve((request) => accept(request, "Sec-WebSocket-Protocol: a"));
    const connection = await open(`ws://${host}`, {
      protocols: "a",
      headers: { "X-A": "1" },
      origin: "http://o",
    });
    expect(connection).toMatchObject({ readyState: 1, protocol: "a", extensions: "" });
    const request = server.requests[0]!;
    expect(request.header("X-A")).toBe("1");
    expect(request.header("Origin")).toBe("http://o");
    expect(request.header("Sec-WebSocket-Extensions")).toBeUndefined();
  });

  it("delivers nothing before the code behind `await` has run, and loses nothing", async () => {
    const { host } = await serve((request) => `${accept(request)}\x81\x05early`);
    const late = open(`ws://${host}`).then((connection) => Promise.resolve(connection));
    expect(await nextText(await late)).toBe("early");
  });

  it("takes a handler among the options", async () => {
    const { host } = await serve((request) => `${accept(request)}\x81\x05early`);
    const text = await new Promise((resolve) => {
      void open(`ws://${host}`, { handler: { onText: resolve } });
    });
    expect(text).toBe("early");
  });

  it("offers compression and takes masks when told so", async () => {
    const { server, host } = await serve((request) =>
      accept(request, "Sec-WebSocket-Extensions: permessage-deflate"),
    );
    const connection = await open(`ws://${host}`, {
      protocols: [],
      perMessageDeflate: { threshold: 1000, clientNoContextTakeover: true },
      generateMask: (mask) => mask.fill(0),
    });
    const sent = once(server.requests[0]!.socket, "data");
    connection.sendText("hi");
    expect((await sent)[0]).toEqual(Buffer.from("\x81\x82\0\0\0\0hi", "latin1"));
  });

  it("follows redirects when told so", async () => {
    const { host } = await serve((request) => (request.target === "/" ? redirectTo("/x") : accept(request)));
    await expect(connect(`ws://${host}`)).rejects.toThrow("Unexpected server response: 302");
    expect((await open(`ws://${host}`, { maxRedirects: 1 })).readyState).toBe(1);
  });

  it("rejects with what went wrong", async () => {
    const { host } = await serve(() => "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
    await expect(connect(`ws://${host}`)).rejects.toThrow("Unexpected server response: 403");
  });

  it("rejects bad arguments with the matching error", async () => {
    await expect(connect("foo")).rejects.toThrow(SyntaxError);
    await expect(connect("ws://a", { protocols: ["a", "a"] })).rejects.toThrow(SyntaxError);
    await expect(connect("ws://a", { headers: { a: "b\r\nc" } })).rejects.toThrow(TypeError);
    await expect(connect("ws://a", { maxPayload: -1 })).rejects.toThrow(RangeError);
    await expect(connect("ws://a", { handshakeTimeout: -1 })).rejects.toThrow(RangeError);
  });
});

describe("a signal", () => {
  it("that is aborted already prevents the attempt", async () => {
    const reason = new Error("not now");
    await expect(connect("ws://127.0.0.1:1", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("ends the attempt", async () => {
    const controller = new AbortController();
    const { server, host } = await serve(() => {
      controller.abort(new Error("enough"));
      return undefined;
    });
    await expect(connect(`ws://${host}`, { signal: controller.signal })).rejects.toThrow("enough");
    const { socket } = server.requests[0]!;
    if (!socket.closed) await once(socket, "close");
  });

  it("has no power over the connection or a failure that came before it", async () => {
    const controller = new AbortController();
    const { host } = await serve();
    const connection = await open(`ws://${host}`, { signal: controller.signal });
    await expect(connect("ws://127.0.0.1:1", { signal: controller.signal })).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    controller.abort();
    expect(connection.readyState).toBe(1);
  });
});

describe("TLS", () => {
  it.each([
    [{}],
    [{ rejectUnauthorized: undefined }],
    [{ rejectUnauthorized: null as unknown as undefined }],
  ])("is verified with %o", async (tls) => {
    const port = await serveSecurely();
    await expect(connect(`wss://127.0.0.1:${port}`, { tls })).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
  });

  it("trusts whom it is told to trust, by name and by address", async () => {
    const port = await serveSecurely();
    for (const host of ["localhost", "127.0.0.1"]) {
      const connection = await open(`wss://${host}:${port}`, {
        tls: { ca: certificate, lookup: lookupLoopback },
      });
      connection.sendText("hi");
      expect(await nextText(connection)).toBe("echo hi");
    }
  });

  it("refuses a certificate for another name, unless it is told not to look", async () => {
    const port = await serveSecurely();
    const tls = { ca: certificate, lookup: lookupLoopback };
    await expect(connect(`wss://other.example:${port}`, { tls })).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    const connection = await open(`wss://other.example:${port}`, {
      tls: { ...tls, rejectUnauthorized: false },
    });
    expect(connection.readyState).toBe(1);
  });
});

describe("an existing socket", () => {
  it("is used as it is for ws:, and cannot be redirected", async () => {
    const { host } = await serve((request) => (request.target === "/" ? redirectTo("/x") : accept(request)));
    const port = Number(host.split(":")[1]);
    const connection = await open("ws://anything.example/x", { socket: net.connect(port, "127.0.0.1") });
    expect(connection.readyState).toBe(1);
    const socket = net.connect(port, "127.0.0.1");
    await expect(connect("ws://anything.example/", { socket, maxRedirects: 5 })).rejects.toThrow("302");
  });

  it("carries TLS for wss:", async () => {
    const socket = net.connect(await serveSecurely(), "127.0.0.1");
    const connection = await open("wss://localhost", { socket, tls: { ca: certificate } });
    connection.sendText("hi");
    expect(await nextText(connection)).toBe("echo hi");
    await expect(
      connect("wss://localhost", { socket: net.connect(await serveSecurely(), "127.0.0.1") }),
    ).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
  });
});

/** Every name is this machine. */
const lookupLoopback: net.LookupFunction = (_name, options, callback) => {
  if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};
