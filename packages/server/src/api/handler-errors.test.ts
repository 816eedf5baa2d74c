import { afterEach, describe, expect, it, vi } from "vitest";
import { uncaughtIn } from "../runtime/testing/uncaught.ts";
import { cases, rejects, throws, type Fail, type HandlerCase } from "./testing/failing-handlers.ts";
import { createServer, settle, type ServerBench } from "./testing/server-bench.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What `await` takes for a promise, too. */
const thenable: Fail = () => ({
  // oxlint-disable-next-line unicorn/no-thenable -- it is what is tested
  then: (_resolve: unknown, reject: (error: Error) => void) => reject(new Error("oops")),
});

/** One thing goes wrong. */
async function goWrong(run: HandlerCase["run"], fail: Fail): Promise<ServerBench> {
  const bench = createServer();
  const client = await bench.connect();
  await run(client, fail, bench.io);
  await settle();
  return bench;
}

describe("a mistake of", () => {
  const all = cases.flatMap((one) => [
    { ...one, how: "throws", fail: throws },
    { ...one, how: "rejects", fail: rejects },
  ]);

  it.each(all)(
    "$title that $how goes to the hook, and to nobody else",
    async ({ run, fail, kind, event, hasSocket }) => {
      const bench = await goWrong(run, fail);
      expect(bench.reported).toMatchObject([{ error: { message: "oops" }, context: { kind, event } }]);
      expect(bench.reported[0]?.context.socket !== undefined).toBe(hasSocket);
      const other = await bench.connect();
      expect(other.socket().connected).toBe(true);
    },
  );

  it.each(["connect", "connection"] as const)(
    "a listener of %s harms neither the socket nor the others",
    async (event) => {
      const { io, connect, reported } = createServer();
      let others = 0;
      io.on(event, throws);
      io.on("connection", () => others++);
      const client = await connect();
      expect(reported).toMatchObject([{ context: { kind: "listener", event, socket: client.socket() } }]);
      expect(others).toBe(event === "connect" ? 1 : 0);
    },
  );

  it("an asynchronous listener of connection", async () => {
    const { io, connect, reported } = createServer();
    io.on("connection", rejects);
    const client = await connect();
    expect(reported).toMatchObject([
      {
        error: { message: "oops" },
        context: { kind: "listener", event: "connection", socket: client.socket() },
      },
    ]);
  });

  it("a function that gives something like a promise", async () => {
    const { reported } = await goWrong((client) => {
      client.socket().emit("a", thenable);
      client.send("30[]");
    }, throws);
    expect(reported).toMatchObject([{ error: { message: "oops" } }]);
  });
});

describe("without a hook", () => {
  it("mistakes are printed, with where they happened", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const bench = createServer({ onHandlerError: undefined });
    const client = await bench.connect();
    const { id } = client.socket();
    client.socket().on('a"b', throws);
    client.send('2["a\\"b"]');
    bench.io.on("far", throws);
    bench.io.sockets._onServerSideEmit(["far"]);
    expect(print.mock.calls).toEqual([
      [`A listener for "a\\"b" of socket ${id} failed:`, new Error("oops")],
      ['A listener for "far" failed:', new Error("oops")],
    ]);
  });
});

describe("a hook that throws", () => {
  it("is seen by the process, and the rest goes on", async () => {
    const { connect } = createServer({
      onHandlerError: () => {
        throw new Error("hook");
      },
    });
    const client = await connect();
    client.socket().on("a", throws);
    const errors = await uncaughtIn(() => client.send('2["a"]'));
    expect(errors).toEqual([new Error("hook")]);
    expect(client.socket().connected).toBe(true);
  });
});
