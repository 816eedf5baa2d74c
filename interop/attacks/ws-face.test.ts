import { Buffer } from "node:buffer";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer, type ServerOptions } from "@sockeye/websocket";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HonestClient } from "../harness/honest-client.ts";
import { atOnce, numbers } from "../harness/at-once.ts";
import { flood } from "./harness/flood.ts";
import { BINARY, CLOSE, closePayload, frame, PING, PONG, TEXT } from "./harness/frames.ts";
import { startHonest } from "./harness/honest-client.ts";
import { HostileServer, upgradeResponse } from "./harness/hostile-server.ts";
import { dialWire, openWire, upgradeRequest, type WirePeer } from "./harness/wire-peer.ts";

/** The attacks again on the face that users of `ws` know, as far as there is something of its own under attack. */
interface Seen {
  readonly errors: unknown[];
  readonly closed: Promise<number>;
}

let server: WebSocketServer;
let port: number;
let seen: Seen[];
let honest: HonestClient;

async function serve(options: ServerOptions = {}): Promise<void> {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", ...options });
  seen = [];
  server.on("connection", (socket, request) => {
    const errors: unknown[] = [];
    const closed = new Promise<number>((resolve) => {
      socket.on("close", resolve);
    });
    if (request.url !== "/honest") seen.push({ errors, closed });
    socket.on("error", (error: Error & { code?: string }) => errors.push(error.code ?? error.message));
    socket.on("message", (data: Buffer, binary: boolean) => {
      socket.send(data, { binary });
    });
  });
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
  honest = await startHonest(port);
}

async function endServer(): Promise<void> {
  expect(await honest.stop()).toBeGreaterThan(0);
  const closed = once(server, "close");
  for (const client of server.clients) client.terminate();
  server.close();
  await closed;
}

describe("a WebSocketServer", () => {
  afterEach(endServer);

  it("CVE-2022-21676: each of the 256 first bytes behind the request waits or fails with 1002", async () => {
    await serve();
    await atOnce(16, numbers(256), async (first) => {
      const peer = await dialWire(port);
      peer.send(upgradeRequest(), Buffer.of(first), Buffer.from("800badcafe", "hex"));
      expect(await peer.status()).toBe(101);
      const isLegal = [0x01, 0x02, 0x81, 0x82, 0x88, 0x89, 0x8a].includes(first);
      if (isLegal) await peer.reset();
      else expect(await peer.closeCode()).toBe(1002);
    });
  });

  it("CVE-2022-41940: a reset at each byte of the request", async () => {
    await serve();
    const request = upgradeRequest();
    await atOnce(16, numbers(request.length + 1), async (length) => {
      const peer = await dialWire(port);
      await peer.sendAll(request.slice(0, length));
      await peer.reset();
    });
    await expect.poll(() => server.clients.size).toBe(1);
  });

  it.each([
    ["a flood of pings", PING, 1008, "WS_ERR_TOO_MANY_CONTROL_FRAMES"],
    ["a flood of pongs", PONG, 1008, "WS_ERR_TOO_MANY_CONTROL_FRAMES"],
    ["a flood of fragments", 0, 1008, "WS_ERR_TOO_MANY_BUFFERED_PARTS"],
  ])("rows 30, CVE-2026-48779: %s", async (_name, opcode, closeCode, error) => {
    await serve();
    const peer = await openWire(port);
    if (opcode === 0) peer.send(frame({ opcode: TEXT, fin: false }));
    await flood(peer, frame({ opcode, fin: opcode !== 0, payload: "x" }), 20_000);
    expect(await peer.closeCode()).toBe(closeCode);
    expect(await seen[0]?.closed).toBe(1006);
    expect(seen[0]?.errors).toEqual([error]);
  });

  it("row 42, row 22: refuses, and its own errors stay its own", async () => {
    await serve({ maxConnections: 2, path: "" });
    const peers = await Promise.all(
      numbers(5).map(async () => (await dialWire(port)).send(upgradeRequest())),
    );
    const statuses = await Promise.all(peers.map((peer) => peer.status()));
    expect(statuses.filter((status) => status === 101)).toHaveLength(1);
    expect(statuses.filter((status) => status === 503)).toHaveLength(4);
    for (const peer of peers) await peer.reset();
  });

  it("row 29: cuts off a reader that stops", async () => {
    await serve({ maxBufferedBytes: 1_000_000 });
    const peer = await openWire(port);
    peer.socket.pause();
    await flood(peer, frame({ opcode: BINARY, payload: Buffer.alloc(65_536) }), 400);
    expect(await seen[0]?.closed).toBe(1006);
    expect(seen[0]?.errors).toEqual(["WS_ERR_SLOW_CONSUMER"]);
    await peer.reset();
  });
});

describe("a WebSocket", () => {
  let hostile: HostileServer;
  beforeEach(async () => {
    hostile = await HostileServer.listen();
  });
  afterEach(() => hostile.close());

  /** Its errors and its close event, which comes exactly once. */
  async function outcome(
    socket: WebSocket,
  ): Promise<{ readonly errors: readonly Error[]; readonly code: number }> {
    const errors: Error[] = [];
    let closes = 0;
    socket.on("error", (error) => errors.push(error));
    const code = await new Promise<number>((resolve) => {
      socket.on("close", (closeCode: number) => {
        closes++;
        resolve(closeCode);
      });
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(closes).toBe(1);
    return { errors, code };
  }

  const wrong: readonly (readonly [string, (request: string) => string])[] = [
    ["a wrong accept key", () => upgradeResponse("")],
    ["a wrong status", () => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"],
    ["garbage", () => "garbage\r\n\r\n"],
    ["an unknown extension", (request) => upgradeResponse(request, "Sec-WebSocket-Extensions: constructor")],
    [
      "CVE-2026-2229: a window of 1000 bits",
      (request) =>
        upgradeResponse(request, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=1000"),
    ],
    ["an endless header", (request) => upgradeResponse(request, `X-Long: ${"a".repeat(20_000)}`)],
  ];

  it.each(wrong)("answered with %s reports one error and closes with 1006", async (_name, answer) => {
    const socket = new WebSocket(hostile.url);
    const ended = outcome(socket);
    const peer = await hostile.client();
    peer.send(answer(await peer.head()));
    const { errors, code } = await ended;
    expect(errors).toHaveLength(1);
    expect(code).toBe(1006);
    await peer.closed;
  });

  it("that is never answered times out", async () => {
    const ended = outcome(new WebSocket(hostile.url, { handshakeTimeout: 100 }));
    const peer = await hostile.client();
    expect((await ended).errors).toMatchObject([{ message: "Opening handshake has timed out" }]);
    await peer.closed;
  });

  it("is closed and terminated during the handshake without leaving anything", async () => {
    for (const method of ["close", "terminate"] as const) {
      const socket = new WebSocket(hostile.url);
      const ended = outcome(socket);
      const peer = await hostile.client();
      socket[method]();
      expect(await ended).toMatchObject({ errors: [expect.any(Error)], code: 1006 });
      await peer.closed;
    }
  });

  it.each([
    ["headers", { headers: { "X-Name": "a\r\nX-Evil: 1" } }],
    ["origin", { origin: "a\r\nX-Evil: 1" }],
  ])("CVE-2026-1527: line breaks in %s throw", (_name, options) => {
    expect(() => new WebSocket(hostile.url, options)).toThrow(TypeError);
  });

  it("frames in the same segment as the answer, close frame included", async () => {
    const socket = new WebSocket(hostile.url);
    const messages: string[] = [];
    socket.on("message", (data: Buffer) => messages.push(data.toString()));
    const ended = outcome(socket);
    const peer = await hostile.client();
    const text = frame({ opcode: TEXT, payload: "early", mask: false });
    const close = frame({ opcode: CLOSE, payload: closePayload(1001), mask: false });
    peer.send(upgradeResponse(await peer.head()), text, text, close);
    expect(await peer.closeCode()).toBe(1001);
    peer.socket.end();
    expect(await ended).toEqual({ errors: [], code: 1001 });
    expect(messages).toEqual(["early", "early"]);
  });

  describe("CVE-2016-10518: what is sent", () => {
    let socket: WebSocket;
    let peer: WirePeer;
    beforeEach(async () => {
      socket = new WebSocket(hostile.url);
      const opened = once(socket, "open");
      peer = await hostile.client();
      peer.send(upgradeResponse(await peer.head()));
      await opened;
    });
    afterEach(() => peer.reset());

    it.each([
      ["a number", 100, "100"],
      ["an array", [1, 2, 255], Buffer.of(1, 2, 255)],
      ["a Float32Array", new Float32Array([1, -1]), Buffer.from(new Float32Array([1, -1]).buffer)],
      ["a DataView", new DataView(new Uint8Array([9, 1, 2, 9]).buffer, 1, 2), Buffer.of(1, 2)],
      ["an ArrayBuffer", new Uint8Array([1, 2]).buffer, Buffer.of(1, 2)],
      ["null", null, ""],
    ])("is the bytes of %s", async (_name, data, bytes) => {
      socket.send(data as unknown as Buffer);
      socket.ping(data);
      socket.pong(data);
      for (const opcode of [undefined, PING, PONG]) {
        const next = await peer.frame();
        if (opcode !== undefined) expect(next?.opcode).toBe(opcode);
        expect(next?.payload).toEqual(Buffer.from(bytes as string));
      }
    });

    it.each([{}, true, Symbol("x"), 10n])("is no %o: TypeError", (data) => {
      for (const method of ["send", "ping", "pong"] as const) {
        expect(() => {
          socket[method](data as unknown as Buffer);
        }).toThrow(TypeError);
      }
    });
  });
});
