import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { atOnce, numbers } from "../harness/at-once.ts";
import { BINARY, frame, TEXT } from "../attacks/harness/frames.ts";
import { scaled } from "../harness/scale.ts";
import { readResponse } from "../engine-table/harness/http-response.ts";
import { upgradeBytes, type UpgradeParts } from "../engine-table/harness/socket-wire.ts";
import { expectBaseline, measure } from "../harness/baseline.ts";
import {
  dial,
  open,
  openSession,
  openWebSocket,
  post,
  request,
  SessionWire,
  upgradeStatus,
} from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

/** First bytes of which a client's first frame may consist (RFC 6455, section 5.2). */
const LEGAL = new Set([0x01, 0x02, 0x81, 0x82, 0x88, 0x89, 0x8a]);
/** The rest of an empty masked frame. */
const REST = Buffer.from("800badcafe", "hex");
const ALL = numbers(256);

const text = (payload: string): Buffer => frame({ opcode: TEXT, payload });

describe("CVE-2022-21676, row 21: bytes in the segment of the upgrade request", () => {
  const arena = useTarget();

  it.each(["without a session", "of a session"])("each of the 256 first bytes, %s", async (kind) => {
    const server = await arena.serve();
    const { port } = server;
    await atOnce(16, ALL, async (first) => {
      const parts = kind === "of a session" ? { sid: await open(port) } : {};
      const wire = dial(port);
      wire.send(upgradeBytes({ ...parts, more: Buffer.concat([Buffer.of(first), REST]) }));
      expect((await readResponse(wire)).status).toBe(101);
      if (!LEGAL.has(first)) expect(await new SessionWire(wire).closeCode()).toBe(1002);
      wire.reset();
    });
    if (kind === "without a session") {
      expect((await server.until({ ended: 256 })).open).toBe(0);
    } else {
      // The sessions are those of polling, and none of them is harmed by its candidate.
      expect(await server.status()).toMatchObject({ open: 256, ends: [] });
    }
  });

  it("the word test, a text without a mask", async () => {
    const { port } = await arena.serve();
    for (const more of ["test", frame({ opcode: TEXT, payload: "4x", mask: false })]) {
      const session = await openSession(port, { more });
      expect(await session.closeCode()).toBe(1002);
    }
  });

  it("loses nothing: messages in the segment, and one of 500 kB that begins in it", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const more = Buffer.concat([
      ...numbers(10).map((index) => text(`4message ${index}`)),
      frame({ opcode: BINARY, payload: Buffer.alloc(500_000) }),
    ]);
    const session = await openSession(server.port, { more });
    expect(await server.until({ messages: 11 })).toMatchObject({ messages: 11, bytes: 500_090 });
    session.wire.reset();
  });

  it.each(["allowRequest", "generateId", "use"] as const)("nor while %s decides", async (by) => {
    const server = await arena.serve({ behaviour: "count", decision: { by, how: "wait" } });
    const wire = dial(server.port);
    wire.send(upgradeBytes({ more: text("4early") }));
    await server.until({ undecided: 1 });
    wire.send(text("4late"));
    await server.settle(true);
    expect((await readResponse(wire)).status).toBe(101);
    expect(await server.until({ messages: 2 })).toMatchObject({ messages: 2, bytes: 9 });
    wire.reset();
  });

  it("a whole upgrade in one segment", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    const more = Buffer.concat([text("2probe"), text("5"), text("4hello")]);
    const session = await openWebSocket(server.port, { sid, more });
    expect([await session.packet(), await session.packet()]).toEqual(["3probe", "4hello"]);
    session.wire.reset();
    await server.until({ ended: 1 });
  });

  it("a refused request takes its frames with it", async () => {
    const server = await arena.serve({ behaviour: "count" });
    expect(await upgradeStatus(server.port, { sid: "nobody", more: text("4lost") })).toBe(400);
    expect(await server.status()).toMatchObject({ accepted: 0, messages: 0 });
  });
});

describe("CVE-2022-41940, row 36: a reset at each byte of an upgrade request", () => {
  const arena = useTarget();

  it.each([
    ["to h2c", { headers: { Upgrade: "h2c" } }],
    ["of an unknown path", { path: "/elsewhere" }],
    ["that opens a session", {}],
    ["with an unknown sid", { sid: "nobody" }],
    ["that would be refused", { query: "transport=carrier" }],
  ] as const)("%s", async (_name, parts: UpgradeParts) => {
    const server = await arena.serve();
    const before = await measure(arena.target);
    const bytes = upgradeBytes(parts);
    const step = scaled(0, 1) === 1 ? 1 : 3;
    const cuts = numbers(bytes.length + 1).filter((cut) => cut % step === 0 || cut > bytes.length - 5);
    await atOnce(8, cuts, async (cut) => {
      const wire = dial(server.port);
      await wire.sendAll(bytes.subarray(0, cut));
      wire.reset();
      await wire.closed();
    });
    await server.left(1);
    await expect.poll(async () => (await server.status()).open, { timeout: 5000 }).toBe(0);
    await expectBaseline(arena.target, before);
  });
});

describe("row 19: a session and its transports", () => {
  const arena = useTarget();

  it("a second upgrade is refused before the 101, and the first one goes on", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    const first = await openWebSocket(server.port, { sid });
    expect(await upgradeStatus(server.port, { sid })).toBe(400);
    first.send("2probe");
    expect(await first.packet()).toBe("3probe");
    expect(await upgradeStatus(server.port, { sid })).toBe(400);
    first.send("5", "4hello");
    expect(await first.packet()).toBe("4hello");
    expect(await upgradeStatus(server.port, { sid })).toBe(400);
    expect(await server.status()).toMatchObject({ open: 1, upgrades: 1, messages: 1 });
    first.wire.reset();
  });

  it("polling behind an upgrade is refused, and delivers nothing", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    const session = await openWebSocket(server.port, { sid });
    session.send("2probe", "5");
    await server.until({ upgrades: 1 });
    expect((await post(server.port, sid, "4smuggled")).status).toBe(400);
    expect((await request(server.port, { sid })).status).toBe(400);
    session.send("4hello");
    await server.until({ messages: 1 });
    expect(await server.status()).toMatchObject({ messages: 1, open: 1 });
    session.wire.reset();
  });

  it.each([
    ["EIO=4", "EIO=3"],
    ["EIO=3", "EIO=4"],
    ["EIO=4", ""],
  ])("a session of %s, upgraded with %j", async (opened, other) => {
    const server = await arena.serve({ options: { allowEIO3: true } });
    const { body } = await request(server.port, { target: `/engine.io/?${opened}&transport=polling` });
    const sid = /"sid":"([^"]+)"/.exec(body.toString())?.[1] ?? "";
    const target = (transport: string): string => `/engine.io/?${other}&transport=${transport}&sid=${sid}`;
    expect(await upgradeStatus(server.port, { target: target("websocket"), more: text("2probe") })).toBe(400);
    expect((await request(server.port, { target: target("polling") })).status).toBe(400);
    expect(
      (await request(server.port, { target: target("polling"), method: "POST", body: "4x" })).status,
    ).toBe(400);
    expect(await server.status()).toMatchObject({ open: 1, messages: 0 });
  });

  it("row 20: what has no EIO, or a wrong one, is refused before the 101", async () => {
    const server = await arena.serve();
    for (const version of ["", "EIO=3", "EIO=44", "EIO[]=4", "EIO=__proto__"]) {
      expect(await upgradeStatus(server.port, { target: `/engine.io/?transport=websocket&${version}` })).toBe(
        400,
      );
    }
    expect(await server.status()).toMatchObject({ accepted: 0, errors: { 5: 5 } });
  });
});

describe("row 22: upgrade requests that are odd", () => {
  const arena = useTarget();

  it.each([
    ["with a body", { headers: { "Content-Length": "5" }, more: "hello" }, [400]],
    ["with chunks", { headers: { "Transfer-Encoding": "chunked" }, more: "5\r\nhello\r\n0\r\n\r\n" }, [400]],
    ["with a length of 0", { headers: { "Content-Length": "0" } }, [101]],
    ["over HTTP/1.0", { version: "HTTP/1.0" }, [400, 200, 0]],
    ["by POST", { method: "POST" }, [400]],
    ["by PUT", { method: "PUT" }, [400]],
    ["with a space before a colon", { headers: { "host ": "a" } }, [400, 0]],
    ["with a key that is too long", { headers: { "Sec-WebSocket-Key": "a".repeat(5000) } }, [400]],
    [
      "with 20 kB of extensions",
      { headers: { "Sec-WebSocket-Extensions": "a,".repeat(7000) } },
      [101, 400, 431],
    ],
  ] as const)("%s", async (_name, parts: UpgradeParts, expected: readonly number[]) => {
    const { port } = await arena.serve();
    expect(expected).toContain(await upgradeStatus(port, parts));
  });

  it("nothing behind a refused upgrade is read as a request", async () => {
    const server = await arena.serve();
    const wire = dial(server.port);
    const smuggled = "GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n";
    wire.send(upgradeBytes({ sid: "nobody", more: smuggled }));
    expect((await readResponse(wire)).status).toBe(400);
    expect((await wire.rest()).length).toBe(0);
    expect(await server.status()).toMatchObject({ accepted: 0 });
  });
});
