import { afterEach, describe, expect, it } from "vitest";
import type { AttachOptions, ServerOptions } from "./options.ts";
import { EngineBench, uncaughtDuring, websocketTarget } from "./testing/engine-bench.ts";

let bench: EngineBench;

afterEach(async () => {
  await bench.dispose();
});

async function start(options: AttachOptions & ServerOptions = {}): Promise<EngineBench> {
  bench = await new EngineBench(options).listen();
  return bench;
}

describe("initial_headers and headers", () => {
  it("let applications add to responses: the one once per session, the other to each", async () => {
    await start();
    const seen: string[] = [];
    bench.engine.on("initial_headers", (headers, request) => {
      seen.push(`initial ${request.method}`);
      headers["X-Initial"] = "1";
    });
    bench.engine.on("headers", (headers, request) => {
      seen.push(`each ${request.method}`);
      headers["X-Each"] = ["1", "2"];
    });
    const first = await bench.fetch("EIO=4&transport=polling");
    const sid = bench.sockets[0]!.id;
    const post = await bench.post(sid, "4x");
    bench.sockets[0]!.send("x");
    const poll = await bench.poll(sid);
    expect([first, post, poll].map(({ headers }) => [headers["x-initial"], headers["x-each"]])).toEqual([
      ["1", "1, 2"],
      [undefined, "1, 2"],
      [undefined, "1, 2"],
    ]);
    expect(seen).toEqual(["initial GET", "each GET", "each POST", "each GET"]);
  });

  it("let them add to the 101", async () => {
    await start();
    bench.engine.on("initial_headers", (headers) => (headers["X-Initial"] = "1"));
    bench.engine.on("headers", (headers) => (headers["X-Each"] = ["1", "2"]));
    const first = await bench.upgradeHead();
    expect(first).toContain("\r\nX-Initial: 1\r\nX-Each: 1\r\nX-Each: 2");
    const sid = await bench.open();
    const second = await bench.upgradeHead(`${websocketTarget}&sid=${sid}`);
    expect([second.includes("X-Initial"), second.includes("X-Each: 1")]).toEqual([false, true]);
  });

  it.each(["initial_headers", "headers"])("survive a listener of %s that throws", async (name) => {
    await start();
    const mistake = new Error("listener");
    bench.engine.on(name, () => {
      throw mistake;
    });
    let errors: unknown[] = [];
    let response: Promise<unknown> = Promise.resolve();
    errors = await uncaughtDuring(async () => {
      response = bench.fetch("EIO=4&transport=polling");
      expect(await response).toMatchObject({ status: 200 });
    });
    expect(errors).toEqual([mistake]);
  });
});

describe("cookie", () => {
  it("comes with the first polling response, and with that only", async () => {
    await start({ cookie: { name: "node", httpOnly: true, sameSite: "strict" } });
    const first = await bench.fetch("EIO=4&transport=polling");
    const sid = bench.sockets[0]!.id;
    expect(first.headers["set-cookie"]).toEqual([`node=${sid}; Path=/; HttpOnly; SameSite=Strict`]);
    expect((await bench.post(sid, "4x")).headers["set-cookie"]).toBeUndefined();
    expect(await bench.upgradeHead()).not.toContain("Set-Cookie");
  });

  it("is not there unless it is asked for", async () => {
    await start();
    expect((await bench.fetch("EIO=4&transport=polling")).headers["set-cookie"]).toBeUndefined();
  });

  it("does not keep a client from its session when its value cannot be written", async () => {
    await start({ cookie: { encode: () => "a;b" } });
    let status = 0;
    const errors = await uncaughtDuring(async () => {
      ({ status } = await bench.fetch("EIO=4&transport=polling"));
    });
    expect([status, errors.length]).toEqual([200, 1]);
  });
});

describe("cors", () => {
  const cors = { origin: "https://example.org", credentials: true };

  it("answers a preflight", async () => {
    await start({ cors });
    const response = await bench.fetch("EIO=4&transport=polling", {
      method: "OPTIONS",
      headers: { Origin: "https://example.org", "Access-Control-Request-Method": "POST" },
    });
    expect(response).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": "https://example.org",
        "access-control-allow-credentials": "true",
      },
    });
  });

  it("is on responses, on refusals and on the 101", async () => {
    await start({ cors: (_request, callback) => callback(null, cors) });
    const name = "access-control-allow-origin";
    expect((await bench.fetch("EIO=4&transport=polling")).headers[name]).toBe("https://example.org");
    expect((await bench.fetch("EIO=4")).headers[name]).toBe("https://example.org");
    expect(await bench.upgradeHead()).toContain("\r\nAccess-Control-Allow-Origin: https://example.org");
  });

  it("without it OPTIONS is a bad method", async () => {
    await start();
    expect(await bench.fetch("EIO=4&transport=polling", { method: "OPTIONS" })).toMatchObject({
      status: 400,
      body: '{"code":2,"message":"Bad handshake method"}',
    });
  });
});

describe("allowedOrigins", () => {
  it("guards all ways in", async () => {
    await start({ allowedOrigins: "https://example.org" });
    const foreign = { Origin: "https://example.com" };
    expect((await bench.fetch("EIO=4&transport=polling", { headers: foreign })).status).toBe(403);
    expect(await bench.refusedUpgrade(websocketTarget, foreign)).toMatch(/^HTTP\/1\.1 400 .*Forbidden$/s);
    const own = { Origin: "https://example.org" };
    expect((await bench.fetch("EIO=4&transport=polling", { headers: own })).status).toBe(200);
  });
});
