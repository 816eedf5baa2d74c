import { afterEach, describe, expect, it, vi } from "vitest";
import { uncaughtIn } from "../runtime/testing/uncaught.ts";
import { cases, rejects, throws } from "./testing/failing-handlers.ts";
import { createServer, settle } from "./testing/server-bench.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("handlerErrors: throw", () => {
  const synchronous = cases.filter(({ title }) => !title.includes("broadcast"));

  it.each(synchronous)("what $title throws is uncaught", async ({ run }) => {
    const bench = createServer({ handlerErrors: "throw" });
    const client = await bench.connect();
    const errors = await uncaughtIn(() => void run(client, throws, bench.io));
    expect(errors).toEqual([new Error("oops")]);
    expect(bench.reported).toEqual([]);
  });

  it("what a listener rejects with is an unhandled rejection", async () => {
    const listeners = process.listeners("unhandledRejection");
    const errors: unknown[] = [];
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (error) => errors.push(error));
    const bench = createServer({ handlerErrors: "throw" });
    const client = await bench.connect();
    client.socket().on("a", rejects);
    client.socket().use((_event, next) => {
      next();
      return rejects() as never;
    });
    client.send('2["a"]');
    await settle();
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
    expect(errors).toEqual([new Error("oops"), new Error("oops")]);
    expect(bench.reported).toEqual([]);
  });

  it("a middleware that throws refuses its client all the same", async () => {
    const bench = createServer({ handlerErrors: "throw" });
    bench.io.use(throws as never);
    const client = bench.open();
    const errors = await uncaughtIn(() => client.send("0"));
    await settle();
    expect(errors).toEqual([new Error("oops")]);
    expect(client.take()).toEqual(['4{"message":"Internal server error"}']);
  });
});
