import type { Handshake } from "@sockeye/server";
import { describe, expect, it } from "vitest";
import { AttemptLimit } from "./attempt-limit.ts";
import { Gate, Locked } from "./gate.ts";
import type { ConsoleAuth } from "./options.ts";

class GateBench {
  time = 0;
  readonly waits: number[] = [];
  readonly gate: Gate;

  constructor(auth: ConsoleAuth) {
    this.gate = new Gate({
      auth,
      now: () => this.time,
      wait: (milliseconds) => {
        this.waits.push(milliseconds);
        return Promise.resolve();
      },
    });
  }

  /** What a page is told; nothing when it is let in. */
  async try(token?: unknown, headers: Record<string, string> = {}, address = "10.0.0.1"): Promise<unknown> {
    const auth = token === undefined ? {} : { token };
    return (await this.gate.judge({ auth, headers, address } as unknown as Handshake))?.message;
  }
}

const WRONG = "This is not the token of this console.";
const NEEDED = "The console of this server needs a token.";
const TOO_MANY = "There were too many wrong tokens from this address: wait a minute.";
const OTHER_PAGE = { origin: "https://evil.example", host: "localhost:3000" };

describe("a token", () => {
  it("lets in who knows it", async () => {
    const bench = new GateBench({ token: "right" });
    expect(await bench.try("right")).toBeUndefined();
    expect(await bench.try("right", OTHER_PAGE)).toBeUndefined();
    expect(bench.waits).toEqual([]);
  });

  it("is asked for, without a delay and without end, where there is none", async () => {
    const bench = new GateBench({ token: "right" });
    for (let count = 0; count < 20; count++) expect(await bench.try()).toBe(NEEDED);
    for (const token of ["", 7, null, { length: 5 }]) expect(await bench.try(token)).toBe(NEEDED);
    expect(await bench.try("right")).toBeUndefined();
    expect(bench.waits).toEqual([]);
  });

  it("that is wrong is answered later each time, and then no more for a minute", async () => {
    const bench = new GateBench({ token: "right" });
    for (let count = 0; count < 10; count++) expect(await bench.try(`wrong${count}`)).toBe(WRONG);
    expect(bench.waits).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000]);
    expect(await bench.try("right")).toBe(TOO_MANY);
    expect(await bench.try("right", {}, "10.0.0.2")).toBeUndefined();
    bench.time += 60_000;
    expect(await bench.try("right")).toBeUndefined();
  });

  it("that is right costs no attempt", async () => {
    const bench = new GateBench({ token: "right" });
    for (let count = 0; count < 30; count++) expect(await bench.try("right")).toBeUndefined();
  });

  it("refuses with what the page knows a lock by", async () => {
    const { gate } = new GateBench({ token: "right" });
    const refusal = await gate.judge({ auth: {}, headers: {}, address: "x" } as unknown as Handshake);
    expect(refusal).toBeInstanceOf(Locked);
    expect((refusal as Locked).data).toEqual({ locked: true });
  });
});

describe("a function", () => {
  it("decides, and only true lets in", async () => {
    const verdicts: unknown[] = [true, Promise.resolve(true), false, "yes", undefined];
    const bench = new GateBench(() => verdicts.shift() as boolean);
    const told = [];
    for (let count = 0; count < 5; count++) told.push(await bench.try("token"));
    expect(told).toEqual([undefined, undefined, WRONG, WRONG, WRONG]);
  });

  it("is asked without a token, too: a cookie may do", async () => {
    const bench = new GateBench((token, { headers }) => token === "" && headers.cookie === "staff=1");
    expect(await bench.try(undefined, { cookie: "staff=1" })).toBeUndefined();
    expect(await bench.try(undefined, { cookie: "staff=0" })).toBe(NEEDED);
  });

  it("may fail, which lets nobody in", async () => {
    const { gate } = new GateBench(() => Promise.reject(new Error("no database")));
    await expect(gate.judge({ auth: {}, headers: {}, address: "x" } as unknown as Handshake)).rejects.toThrow(
      "no database",
    );
  });
});

describe("an open console", () => {
  it.each<[string, Record<string, string>, boolean]>([
    ["no page", { host: "localhost:3000" }, true],
    ["its own page", { origin: "http://localhost:3000", host: "localhost:3000" }, true],
    [
      "its own page, as the browser says",
      { origin: "https://a.example", host: "b:1", "sec-fetch-site": "same-origin" },
      true,
    ],
    ["another page", OTHER_PAGE, false],
    ["another port", { origin: "http://localhost:4000", host: "localhost:3000" }, false],
    ["a page without an origin", { origin: "null" }, false],
    [
      "another page, as the browser says",
      { origin: "http://a:1", host: "a:1", "sec-fetch-site": "cross-site" },
      false,
    ],
  ])("is for its own page only: %s", async (_, headers, isLetIn) => {
    const refusal = expect.stringMatching(/takes connections from its own page only/) as unknown;
    for (const auth of ["open", () => true] as const) {
      expect(await new GateBench(auth).try("", headers)).toEqual(isLetIn ? undefined : refusal);
    }
  });
});

describe("the limit of attempts", () => {
  it("forgets the address that it has known for longest when there are a thousand", () => {
    const limit = new AttemptLimit();
    for (let count = 0; count < 10; count++) limit.begin("first", 0);
    expect(limit.begin("first", 0)).toBeUndefined();
    for (let count = 0; count < 1_000; count++) limit.begin(`address ${count}`, 0);
    expect(limit.begin("first", 0)).toBe(0);
  });

  it("counts attempts that are under way", () => {
    const limit = new AttemptLimit();
    const begun = Array.from({ length: 12 }, () => limit.begin("a", 0));
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, undefined, undefined]);
    limit.forgive("a");
    expect([limit.begin("a", 0), limit.begin("a", 0)]).toEqual([9, undefined]);
    limit.forgive("nobody");
    expect(limit.begin("a", 60_000)).toBe(0);
    limit.forgive("a");
    limit.forgive("a");
    expect(limit.begin("a", 60_000)).toBe(0);
  });
});
