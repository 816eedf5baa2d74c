import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createHandshake } from "./handshake.ts";
import { createServer } from "./testing/server-bench.ts";

const request = { headers: { host: "x" }, url: "/socket.io/?EIO=4", _query: { EIO: "4" } };

describe("the handshake", () => {
  it("tells of the first request, and of the first packet", async () => {
    const { connect } = createServer();
    const before = Date.now();
    const client = await connect({ request, auth: { token: 1 } });
    const { handshake } = client.socket();
    expect(handshake).toEqual({
      headers: { host: "x" },
      time: String(new Date(handshake.issued)),
      address: "192.0.2.1",
      xdomain: false,
      secure: false,
      issued: handshake.issued,
      url: "/socket.io/?EIO=4",
      query: { EIO: "4" },
      auth: { token: 1 },
    });
    expect(handshake.issued).toBeGreaterThanOrEqual(before);
    expect(client.socket().handshake).toBe(handshake);
  });

  it("has what the client brought into each namespace, and one query", async () => {
    const { io, connect } = createServer();
    io.of("/a");
    const client = await connect({ request, auth: { n: 1 } });
    await client.join("/a", { n: 2 });
    expect([client.socket().handshake.auth, client.socket("/a").handshake.auth]).toEqual([
      { n: 1 },
      { n: 2 },
    ]);
    expect(client.socket("/a").handshake.query).toBe(client.socket().handshake.query);
  });

  it("knows little over WebTransport", async () => {
    const { connect } = createServer();
    const client = await connect();
    expect(client.socket().handshake).toMatchObject({
      headers: {},
      xdomain: false,
      secure: true,
      url: undefined,
      query: {},
      auth: {},
    });
  });

  it.each([
    ["another origin", { headers: { origin: "http://a.example" } }, { xdomain: true, secure: false }],
    ["encryption", { headers: {}, socket: { encrypted: true } }, { xdomain: false, secure: true }],
    ["no encryption", { headers: {}, socket: {} }, { xdomain: false, secure: false }],
    ["no query", { headers: {} }, { query: {} }],
  ])("knows of %s", (_title, given, expected) => {
    const request = given as unknown as IncomingMessage;
    const parts = { request, address: "a", issued: 0, auth: {}, nullPrototypes: false };
    expect(createHandshake(parts)).toMatchObject(expected);
  });
});
