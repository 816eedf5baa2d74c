import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { atOnce, numbers } from "../harness/at-once.ts";
import { BINARY } from "../attacks/harness/frames.ts";
import { scaled } from "../harness/scale.ts";
import { type RequestParts, requestBytes } from "../engine-table/harness/call.ts";
import { readResponse } from "../engine-table/harness/http-response.ts";
import type { Wire } from "../engine-table/harness/wire.ts";
import { expectBaseline, expectGrowthBelow, measure, MEGABYTE } from "../harness/baseline.ts";
import { dial, open, post, request } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

/** A POST that promises so many bytes and sends none of them yet. */
function promise(port: number, sid: string, bytes: number): Wire {
  const wire = dial(port);
  wire.send(requestBytes({ method: "POST", sid, headers: { "Content-Length": String(bytes) } }));
  return wire;
}

const chunked = (body: Buffer): RequestParts => ({
  method: "POST",
  headers: { "Transfer-Encoding": "chunked" },
  hasLength: false,
  body: Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n0\r\n\r\n")]),
});

describe("CVE-2020-36048: many and large bodies", () => {
  const arena = useTarget();

  it("one byte too many, in chunks: 413, the connection is closed, the session lives", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const sid = await open(server.port);
    const wire = dial(server.port);
    wire.send(requestBytes({ ...chunked(Buffer.alloc(1_000_001, "4")), sid }));
    expect((await readResponse(wire)).status).toBe(413);
    await wire.closed();
    expect((await request(server.port, { ...chunked(Buffer.alloc(1_000_000, "4")), sid })).status).toBe(200);
    expect(await server.status()).toMatchObject({ messages: 1, open: 1 });
  });

  it("a length that is too large is refused before a byte of it came", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    for (const length of [1_000_001, 1e12]) {
      const wire = promise(server.port, sid, length);
      expect((await readResponse(wire)).status).toBe(413);
      await wire.closed();
    }
  });

  it("bodies that are promised and not sent take no memory", async () => {
    const server = await arena.serve();
    await expectGrowthBelow(10 * MEGABYTE, arena.target, async () => {
      const sids = await Promise.all(numbers(50).map(() => open(server.port)));
      const wires = sids.map((sid) => promise(server.port, sid, 1_000_000));
      for (const wire of wires) wire.send("4");
      await post(server.port, await open(server.port), "4hello");
      for (const wire of wires) wire.reset();
    });
  });

  it("beyond maxInflightBytes a session waits for its turn, and gets it", async () => {
    const server = await arena.serve({ options: { maxInflightBytes: 1_000_000 }, behaviour: "count" });
    const [large, small] = [await open(server.port), await open(server.port)];
    const first = promise(server.port, large, 1_000_000);
    first.send("4");
    // Seen by the server before the next one comes.
    await request(server.port, { target: "/elsewhere" });
    // Bodies of a few kB are not counted.
    const second = promise(server.port, small, 100_000);
    second.send(`4${"x".repeat(99_999)}`);
    await request(server.port, { target: "/elsewhere" });
    expect(await server.status()).toMatchObject({ messages: 0 });
    await first.sendAll(Buffer.alloc(999_999, "x"));
    expect((await readResponse(first)).status).toBe(200);
    expect((await readResponse(second)).status).toBe(200);
    expect(await server.status()).toMatchObject({ messages: 2, open: 2 });
    first.reset();
    second.reset();
  });

  it("without a session there is no body to read", async () => {
    const server = await arena.serve();
    const wire = dial(server.port);
    wire.send(requestBytes({ method: "POST", headers: { "Content-Length": "1000000" } }));
    expect((await readResponse(wire)).status).toBe(400);
    wire.reset();
  });
});

describe("row 2: bodies that stop or drip", () => {
  const arena = useTarget();
  const options = { bodyTimeout: 100 };
  const SLOW = { reason: "transport error", code: "EIO_BODY_TIMEOUT" };

  it("a body that stops is a 408", async () => {
    const server = await arena.serve({ options });
    const before = await measure(arena.target);
    const sid = await open(server.port);
    const wire = promise(server.port, sid, 100);
    wire.send("4hello");
    expect((await readResponse(wire)).status).toBe(408);
    await wire.closed();
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    await expectBaseline(arena.target, before);
  });

  it("a body that drips is a 408", async () => {
    const server = await arena.serve({ options });
    const sid = await open(server.port);
    const wire = promise(server.port, sid, 100_000);
    const timer = setInterval(() => wire.send("4"), 20);
    expect((await readResponse(wire)).status).toBe(408);
    clearInterval(timer);
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    wire.reset();
  });

  it("one that comes fast enough, and takes too long in all, is a 408", async () => {
    const server = await arena.serve({ options: { bodyTimeout: 10_000, wholeBodyTimeout: 200 } });
    const sid = await open(server.port);
    const wire = promise(server.port, sid, 1_000_000);
    const timer = setInterval(() => wire.send("4".repeat(100)), 20);
    expect((await readResponse(wire)).status).toBe(408);
    clearInterval(timer);
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    wire.reset();
  });

  it("one that comes in pieces, and fast enough, is read", async () => {
    const server = await arena.serve({ options: { bodyTimeout: 500 }, behaviour: "count" });
    const sid = await open(server.port);
    const wire = promise(server.port, sid, 30_001);
    wire.send("4");
    for (let sent = 0; sent < 60; sent++) {
      wire.send("x".repeat(500));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((await readResponse(wire)).status).toBe(200);
    expect(await server.status()).toMatchObject({ messages: 1, bytes: 30_000 });
    wire.reset();
  });
});

const SEPARATOR = "\u001e";
const fill = (packet: string, bytes: number): string =>
  Array.from({ length: Math.floor((bytes + 1) / (packet.length + 1)) }, () => packet).join(SEPARATOR);

describe("row 5, Phoenix CVE-2026-32689: floods of packets in one body", () => {
  const arena = useTarget();
  const MILLION = 1_000_000;

  it("124,000 messages are all delivered, in more than one turn of the loop", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const sid = await open(server.port);
    const body = fill('42["a"]', MILLION);
    const messages = body.split(SEPARATOR).length;
    expect((await post(server.port, sid, body)).status).toBe(200);
    const status = await server.until({ messages });
    expect(status).toMatchObject({ messages, open: 1 });
    expect(status.turns).toBeGreaterThan(1);
  });

  it("500,000 empty messages, in more than one turn, while an honest client is served", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const sid = await open(server.port);
    const body = fill("4", MILLION);
    const messages = body.split(SEPARATOR).length;
    expect((await post(server.port, sid, body)).status).toBe(200);
    expect((await server.until({ messages })).turns).toBeGreaterThan(3);
  });

  it.each([
    ["noops", "6"],
    ["pongs", "3"],
  ])("a million bytes of %s: 413 at the 101st", async (_name, packet) => {
    const server = await arena.serve();
    const sid = await open(server.port);
    expect((await post(server.port, sid, fill(packet, MILLION))).status).toBe(413);
    const { packets, ends } = await server.until({ ended: 1 });
    expect(packets).toBeLessThanOrEqual(100);
    expect(ends).toEqual([{ reason: "parse error", code: "EIO_TOO_MANY_PACKETS" }]);
  });

  it.each([
    [99, 200],
    [100, 200],
    [101, 413],
  ])("%i noops: %i", async (count, expected) => {
    const server = await arena.serve({ honest: false });
    const sid = await open(server.port);
    const body = Array.from({ length: count }, () => "6").join(SEPARATOR);
    expect((await post(server.port, sid, body)).status).toBe(expected);
  });

  it("with the limit off, half a million noops take more than one turn", async () => {
    const server = await arena.serve({ options: { maxControlPerPayload: Infinity } });
    const sid = await open(server.port);
    expect((await post(server.port, sid, fill("6", MILLION))).status).toBe(200);
    const { packets, turns, open: alive } = await server.status();
    expect({ packets, alive }).toEqual({ packets: 500_000, alive: 1 });
    expect(turns).toBeGreaterThan(1);
  });

  it.each([
    [10, 200],
    [11, 413],
  ])("maxPacketsPerPayload 10: %i messages are a %i", async (count, expected) => {
    const server = await arena.serve({ options: { maxPacketsPerPayload: 10 } });
    const sid = await open(server.port);
    const body = Array.from({ length: count }, () => "4x").join(SEPARATOR);
    expect((await post(server.port, sid, body)).status).toBe(expected);
  });

  it("a million separators are a parse error, at the first", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    expect((await post(server.port, sid, SEPARATOR.repeat(MILLION))).status).toBe(200);
    const { packets, ends } = await server.until({ ended: 1 });
    expect({ packets, ends }).toEqual({
      packets: 0,
      ends: [{ reason: "parse error", code: "EIO_PARSE_ERROR" }],
    });
  });

  it("a session that ends in the middle of its flood gets no more of it", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const sid = await open(server.port);
    const body = `${fill("4", 1000)}${SEPARATOR}1${SEPARATOR}${fill("4", 900_000)}`;
    expect((await post(server.port, sid, body)).status).toBe(200);
    const { messages, ends } = await server.until({ ended: 1 });
    expect({ messages, ends: ends.length }).toEqual({ messages: 500, ends: 1 });
  });

  it("the same floods of protocol 3", async () => {
    const server = await arena.serve({ options: { allowEIO3: true }, behaviour: "count" });
    for (const [unit, isFine] of [
      ["1:4", true],
      ["0:", false],
      ["1:6", false],
      [":", false],
    ] as const) {
      const { body } = await request(server.port, { target: "/engine.io/?EIO=3&transport=polling" });
      const sid = /"sid":"([^"]+)"/.exec(body.toString())?.[1] ?? "";
      const target = `/engine.io/?EIO=3&transport=polling&sid=${sid}`;
      const answer = await request(server.port, { method: "POST", target, body: unit.repeat(300_000) });
      expect([200, 413]).toContain(answer.status);
      if (!isFine) continue;
      expect((await server.until({ messages: 300_000 })).turns).toBeGreaterThan(1);
    }
  });
});

describe("CVE-2026-59725: bodies of the wrong type", () => {
  const arena = useTarget();

  it("octet-stream for protocol 4: 400 each, and nothing is left", async () => {
    const server = await arena.serve();
    await atOnce(8, numbers(50), async () => octets(server.port));
    await server.left(1);
    const before = await measure(arena.target);
    await atOnce(8, numbers(scaled(400, 10_000)), async () => octets(server.port));
    await server.left(1);
    await expectBaseline(arena.target, before);
  });

  it("row 24: a body that is gzipped is not inflated", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    const bomb = gzipSync(Buffer.alloc(50_000_000, "4"));
    await expectGrowthBelow(10 * MEGABYTE, arena.target, async () => {
      await request(server.port, {
        method: "POST",
        sid,
        body: bomb,
        headers: { "Content-Encoding": "gzip" },
      });
    });
  });
});

async function octets(port: number): Promise<void> {
  const sid = await open(port);
  const headers = { "Content-Type": "application/octet-stream" };
  const { status } = await request(port, { method: "POST", sid, headers, body: Buffer.alloc(100, BINARY) });
  expect(status).toBe(400);
}

describe("row 22: requests that two parsers may read in two ways", () => {
  const arena = useTarget();
  const head = (sid: string): string =>
    `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: a\r\n`;

  it.each([
    ["a length and chunks", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["two lengths", "Content-Length: 6\r\nContent-Length: 7\r\n\r\n4hello"],
    ["a bare line feed", "X: a\nContent-Length: 6\r\n\r\n4hello"],
    ["a folded line", "X: a\r\n b\r\nContent-Length: 6\r\n\r\n4hello"],
    ["NUL in a value", "X: a\0b\r\nContent-Length: 6\r\n\r\n4hello"],
    ["a space before the colon", "Content-Length : 6\r\n\r\n4hello"],
    ["a length with a sign", "Content-Length: +6\r\n\r\n4hello"],
    ["a chunk that is too large to be", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n4"],
    ["a chunk size of 0x6", "Transfer-Encoding: chunked\r\n\r\n0x6\r\n4hello\r\n0\r\n\r\n"],
    ["a chunk size of +6", "Transfer-Encoding: chunked\r\n\r\n+6\r\n4hello\r\n0\r\n\r\n"],
    ["a chunk size with a space", "Transfer-Encoding: chunked\r\n\r\n 6\r\n4hello\r\n0\r\n\r\n"],
    [
      "20 kB of chunk extensions",
      `Transfer-Encoding: chunked\r\n\r\n6;a=${"x".repeat(20_000)}\r\n4hello\r\n0\r\n\r\n`,
    ],
  ])("%s: refused, and nothing is delivered", async (_name, rest) => {
    // One of them is a size that may be meant: then the body never comes.
    const server = await arena.serve({ behaviour: "count", options: { bodyTimeout: 200 } });
    const sid = await open(server.port);
    const wire = dial(server.port);
    wire.send(head(sid) + rest);
    const { status } = await readResponse(wire);
    expect([400, 408, 413]).toContain(status);
    await wire.closed();
    expect(await server.status()).toMatchObject({ messages: 0 });
  });
});
