import { describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { scaled } from "../harness/scale.ts";
import { readResponse } from "../engine-table/harness/http-response.ts";
import { requestBytes } from "../engine-table/harness/call.ts";
import { expectBaseline, measure } from "../harness/baseline.ts";
import { dial, open, openSession, post, request, upgradeStatus } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

const EVIL = { Origin: "https://evil.example", Cookie: "session=1" };

describe("CVE-2017-16031: session ids", () => {
  const arena = useTarget();

  it("are unique, and no bit of them is more likely than the other", async () => {
    const count = scaled(50_000, 1_000_000);
    const { unique, lengths, ones, cheap } = await arena.target.ask("ids", { count });
    expect({ unique, lengths, cheap }).toEqual({ unique: count, lengths: [20], cheap: 0 });
    // Six standard deviations: one in a thousand million runs, and 0.3 % of a million.
    const tolerance = 6 * Math.sqrt(count / 4);
    for (const set of ones) expect(Math.abs(set - count / 2)).toBeLessThan(tolerance);
  });
});

describe("CVE-2020-28481, row 17: a page of another site", () => {
  const arena = useTarget();

  it("gets no header that lets it read an answer, by default", async () => {
    const { port } = await arena.serve();
    const sid = await open(port);
    const answers = [
      await request(port, { headers: EVIL }),
      await request(port, { headers: EVIL, method: "OPTIONS" }),
      await request(port, { headers: EVIL, sid, method: "POST", body: "4hello" }),
    ];
    const names = answers.flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase()));
    expect(names.filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("is refused by every entry with allowedOrigins, and the others are not", async () => {
    const server = await arena.serve({ options: { allowedOrigins: ["https://app.example"] } });
    const { port } = server;
    const sid = await open(port);
    expect((await request(port, { headers: EVIL })).status).toBe(403);
    expect((await request(port, { headers: EVIL, sid })).status).toBe(403);
    const posted = await request(port, { headers: EVIL, sid, method: "POST", body: "4evil" });
    expect(posted.status).toBe(403);
    expect(JSON.parse(posted.body.toString())).toMatchObject({ code: 4 });
    expect(await upgradeStatus(port, { headers: EVIL })).toBe(400);
    expect(await upgradeStatus(port, { headers: EVIL, sid })).toBe(400);
    expect((await request(port, { headers: { Origin: "https://app.example" } })).status).toBe(200);
    expect((await post(port, sid, "4hello")).status).toBe(200);
    expect(await server.status()).toMatchObject({ messages: 1, errors: { 4: 5 } });
  });
});

describe("GHSA-c4j6-fc7j-m34r: each check is made at each entry", () => {
  const arena = useTarget();

  it("allowRequest: whatever opens a session", async () => {
    const server = await arena.serve({ decision: { by: "allowRequest", how: "refuse" } });
    expect((await request(server.port)).status).toBe(403);
    expect(await upgradeStatus(server.port)).toBe(400);
    expect(await server.status()).toMatchObject({ accepted: 0, errors: { 4: 2 } });
  });

  it("middlewares: every request and upgrade", async () => {
    const server = await arena.serve({ decision: { by: "use", how: "refuse" } });
    const { port } = server;
    expect((await request(port)).status).toBe(400);
    expect((await request(port, { sid: "nobody" })).status).toBe(400);
    expect((await post(port, "nobody", "4hello")).status).toBe(400);
    expect(await upgradeStatus(port)).toBe(400);
    expect(await upgradeStatus(port, { sid: "nobody" })).toBe(400);
    expect(await server.status()).toMatchObject({ accepted: 0, errors: { 3: 5 } });
  });
});

describe("CVE-2023-31125, row 11: names that stand on every object", () => {
  const arena = useTarget();
  const names = Object.getOwnPropertyNames(Object.prototype);

  it.each([...names, "", "webtransport"])('transport "%s" is unknown', async (name) => {
    const { port } = await arena.serve({ honest: false });
    const target = `/engine.io/?EIO=4&transport=${name}`;
    const { status, body } = await request(port, { target });
    expect({ status, body: body.toString() }).toEqual({
      status: 400,
      body: '{"code":0,"message":"Transport unknown"}',
    });
    expect(await upgradeStatus(port, { target })).toBe(400);
  });

  it.each(names)('sid "%s" is unknown', async (name) => {
    const { port } = await arena.serve({ honest: false });
    const { status, body } = await request(port, { sid: name });
    expect({ status, body: body.toString() }).toEqual({
      status: 400,
      body: '{"code":1,"message":"Session ID unknown"}',
    });
    expect((await post(port, name, "4hello")).status).toBe(400);
    expect(await upgradeStatus(port, { sid: name })).toBe(400);
  });

  it("names of 2 MB are refused by their size", async () => {
    const { port } = await arena.serve();
    const target = `/engine.io/?EIO=4&transport=${"x".repeat(2_000_000)}`;
    expect([414, 431]).toContain((await request(port, { target })).status);
  });
});

describe("CVE-2024-47764: cookies with a line break or a semicolon", () => {
  const arena = useTarget();

  it.each([
    { name: "a; Domain=x" },
    { name: "a\r\nX: y" },
    { name: "" },
    { name: "io", path: "/\r\nX: y" },
    { name: "io", path: "/;x" },
    { name: "io", domain: "a;b" },
  ])("%j cannot be configured", async (cookie) => {
    const thrown = await arena.target.ask("construct", { options: { cookie } });
    expect(["TypeError", "RangeError"]).toContain(thrown);
  });
});

describe("row 18: guessing session ids", () => {
  const arena = useTarget();

  it("is answered, and beyond a number in a second each guess costs a connection", async () => {
    const server = await arena.serve({ options: { maxUnknownSidsPerSecond: 20 } });
    const wire = dial(server.port);
    let answered = 0;
    for (; answered < 100; answered++) {
      wire.send(requestBytes({ sid: `guess${answered}` }));
      const { status } = await readResponse(wire);
      if (status === 0) break;
      expect(status).toBe(400);
    }
    await wire.closed();
    expect(answered).toBeGreaterThanOrEqual(20);
    expect(answered).toBeLessThan(100);
    // Who brings an id that is known is not concerned.
    const sid = await open(server.port);
    expect((await post(server.port, sid, "4hello")).status).toBe(200);
  });

  it("row 19: no client chooses its id", async () => {
    const server = await arena.serve();
    expect((await request(server.port, { sid: "abcdefghijklmnopqrst" })).status).toBe(400);
    expect(await upgradeStatus(server.port, { sid: "abcdefghijklmnopqrst" })).toBe(400);
    expect(await server.status()).toMatchObject({ accepted: 0 });
  });
});

describe("rows 1, 31, 42: too many at once", () => {
  const arena = useTarget();

  it("row 31: handshakes beyond the rate are told when to come back, and there is room again", async () => {
    const options = { handshakesPerSecond: 50 };
    const server = await arena.serve({ options });
    const before = await measure(arena.target);
    const answers = await Promise.all(numbers(scaled(300, 20_000)).map(() => request(server.port)));
    const refused = answers.filter(({ status }) => status === 503);
    // The burst is twice the rate; the honest client had one of it, and the bucket fills up meanwhile.
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(99);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    for (const { headers } of refused) {
      expect(headers.find(([name]) => name === "Retry-After")?.[1]).toMatch(/^[1-9]\d*$/);
    }
    await expect.poll(async () => (await request(server.port)).status, { timeout: 5000 }).toBe(200);
    expect((await measure(arena.target)).rss - before.rss).toBeLessThan(20_000_000);
  });

  it("row 42: sessions beyond maxConnections are refused at both entries, and there is room again", async () => {
    // The honest client is one of them.
    const server = await arena.serve({ options: { maxConnections: 6 } });
    const sessions = await Promise.all(numbers(5).map(() => openSession(server.port)));
    expect((await request(server.port)).status).toBe(503);
    expect(await upgradeStatus(server.port)).toBe(503);
    sessions[0]!.wire.reset();
    await server.until({ ended: 1 });
    const sid = await open(server.port);
    expect((await post(server.port, sid, "1")).status).toBe(200);
    await (await openSession(server.port)).wire.sendAll("");
  });

  it.each(["allowRequest", "generateId"] as const)("row 1: no more wait for %s than may", async (by) => {
    const server = await arena.serve({ options: { maxPendingHandshakes: 3 }, decision: { by, how: "wait" } });
    const waiting = numbers(3).map(() => request(server.port));
    await server.until({ undecided: 3 });
    const surplus = await request(server.port);
    expect(surplus.status).toBe(503);
    expect(await upgradeStatus(server.port)).toBe(503);
    await server.settle(true);
    for (const answer of waiting) expect((await answer).status).toBe(200);
    expect(await server.status()).toMatchObject({ accepted: 3 });
  });

  it.each(["allowRequest", "generateId"] as const)(
    "row 36: who leaves while %s decides leaves nothing",
    async (by) => {
      const server = await arena.serve({
        options: { maxPendingHandshakes: 50 },
        decision: { by, how: "wait" },
      });
      const before = await measure(arena.target);
      const wires = numbers(20).map((index) => {
        const wire = dial(server.port);
        wire.send(requestBytes({ query: `n=${index}` }));
        return wire;
      });
      await server.until({ undecided: 20 });
      for (const wire of wires) wire.reset();
      await server.left(1);
      await server.settle(true);
      await expect.poll(async () => (await server.status()).open, { timeout: 5000 }).toBe(0);
      await expectBaseline(arena.target, before);
    },
  );
});

describe("SockJS CVE-2020-7693, CVE-2020-8823", () => {
  const arena = useTarget();

  it("an upgrade of a route that is none is ended", async () => {
    const { port } = await arena.serve();
    for (const path of ["/", "/engine.io.js", "/index.html", "/engine.io"]) {
      expect(await upgradeStatus(port, { path })).toBe(0);
    }
  });

  it.each(["<script>alert(1)</script>", "alert(1)//", "\u2028", "1]=1;alert(1);a["])(
    "the callback %j is cut to its digits",
    async (j) => {
      const { port } = await arena.serve({ options: { allowEIO3: true } });
      const target = `/engine.io/?EIO=3&transport=polling&j=${encodeURIComponent(j)}`;
      const { body, headers } = await request(port, { target });
      expect(body.toString()).toMatch(/^___eio\[\d*\]\("(?:[^"\\<]|\\.)*"\);$/);
      expect(Object.fromEntries(headers)).toMatchObject({ "X-Content-Type-Options": "nosniff" });
    },
  );
});
