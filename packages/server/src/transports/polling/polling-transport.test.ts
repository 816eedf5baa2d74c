import { describe, expect, it } from "vitest";
import { NO_LEFTOVERS, PollingBench } from "../testing/polling-bench.ts";

/** A bench whose transport counts how often it said that it has ended. */
function closing(protocol: 3 | 4 = 4) {
  const bench = new PollingBench({ protocol });
  let ended = 0;
  const close = () => bench.transport.close(() => ended++);
  return { bench, close, ended: () => ended };
}

const nextMicrotask = () => Promise.resolve();

describe("sending", () => {
  it("is ready, and writable, while a poll waits", () => {
    const bench = new PollingBench();
    const { transport } = bench;
    const state = () => [transport.isReady, transport.isWritable, transport.bufferedBytes];
    expect(state()).toEqual([false, false, 0]);
    bench.poll();
    expect(state()).toEqual([true, true, 0]);
    bench.send("a");
    expect(state()).toEqual([false, false, 0]);
  });

  it("refuses to send when no poll waits", () => {
    const bench = new PollingBench();
    expect(() => bench.send("a")).toThrow("send: no poll is waiting; call it only while isReady");
  });

  it("says that packets were sent once they are", () => {
    const { transport, ...bench } = withPoll();
    let bodyThen: unknown;
    transport.send([{ type: "message", data: "a" }], () => (bodyThen = bench.poll.text));
    expect(bodyThen).toBe("4a");
  });

  it("answers a poll with a noop to release it, and without a poll does nothing", () => {
    const { transport, poll } = withPoll();
    transport.releasePoll();
    transport.releasePoll();
    expect(poll.text).toBe("6");
    expect(poll.outcomes).toBe(1);
  });

  it("speaks with what the first request says about binary data", () => {
    const binary = (query: Record<string, string>, allowJsonp = true) => {
      const bench = new PollingBench({ protocol: 3, query, context: { allowJsonp } });
      const poll = bench.poll();
      bench.send(Uint8Array.of(1));
      return [bench.transport.supportsBinary, poll.response?.headers["Content-Type"], poll.text];
    };
    const text = "text/plain; charset=UTF-8";
    const script = "text/javascript; charset=UTF-8";
    expect(binary({})).toEqual([true, "application/octet-stream", "\u0001\u0002\u00FF\u0004\u0001"]);
    expect(binary({ b64: "1" })).toEqual([false, text, "6:b4AQ=="]);
    expect(binary({ b64: "" })).toEqual([true, "application/octet-stream", "\u0001\u0002\u00FF\u0004\u0001"]);
    expect(binary({ j: "1" })).toEqual([false, script, '___eio[1]("6:b4AQ==");']);
    expect(binary({ j: "1" }, false)).toEqual([
      true,
      "application/octet-stream",
      "\u0001\u0002\u00FF\u0004\u0001",
    ]);
  });

  it("shows the headers of each response that carries or confirms packets, and says which is the first", () => {
    const bench = new PollingBench();
    bench.poll();
    bench.send("a");
    bench.post("4a");
    bench.poll();
    bench.request({ method: "PUT" });
    bench.post("4".repeat(2000));
    bench.poll();
    expect(bench.headers.map(({ method, isInitial }) => [method, isInitial])).toEqual([
      ["GET", true],
      ["POST", false],
      ["GET", false],
    ]);
  });

  it("sends headers as they were changed", () => {
    const bench = new PollingBench({
      context: { onHeaders: (headers) => (headers["Set-Cookie"] = ["a=1", "b=2"]) },
    });
    const poll = bench.poll();
    bench.send("a");
    const post = bench.post("4a");
    for (const { response } of [poll, post]) expect(response?.headers["Set-Cookie"]).toEqual(["a=1", "b=2"]);
  });
});

describe("closing", () => {
  it("says goodbye to a poll that waits", async () => {
    const { bench, close, ended } = closing();
    const poll = bench.poll();
    close();
    expect([poll.text, bench.transport.readyState, ended()]).toEqual(["1", "closed", 0]);
    await nextMicrotask();
    expect(ended()).toBe(1);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it.each([
    [4, "6\u001E1"],
    [3, "1:61:1"],
  ] as const)("waits for the next poll to say it (v%i)", async (protocol, goodbye) => {
    const { bench, close, ended } = closing(protocol);
    close();
    await nextMicrotask();
    expect([bench.transport.readyState, bench.transport.isReady, ended()]).toEqual(["closing", false, 0]);
    const poll = bench.poll();
    expect([poll.text, bench.transport.readyState]).toEqual([goodbye, "closed"]);
    await nextMicrotask();
    expect(ended()).toBe(1);
    expect(bench.owner.lines).toEqual([]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("gives up after 30 seconds", async () => {
    const { bench, close, ended } = closing();
    close();
    bench.clock.advance(29_999);
    expect(bench.transport.readyState).toBe("closing");
    bench.clock.advance(1);
    await nextMicrotask();
    expect([bench.transport.readyState, ended()]).toEqual(["closed", 1]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("confirms what is posted meanwhile, and delivers none of it", () => {
    const { bench, close } = closing();
    close();
    expect(bench.post("4a").text).toBe("ok");
    expect(bench.post("garbage").text).toBe("ok");
    expect([bench.owner.lines, bench.transport.readyState]).toEqual([[], "closing"]);
  });

  it("tells of a client that says goodbye meanwhile, and then does not wait for its poll", () => {
    const { bench, close } = closing();
    close();
    expect(bench.post("4a\u001e1\u001e4b").text).toBe("ok");
    expect(bench.owner.lines).toEqual(["packet close"]);
  });

  it("does not wait for a poll of a client that has just lost a POST", async () => {
    const { bench, close, ended } = closing();
    const post = bench.post();
    close();
    await nextMicrotask();
    expect([post.isDestroyed, bench.transport.readyState, ended()]).toEqual([true, "closed", 1]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("ends silently when a request fails meanwhile", async () => {
    const { bench, close, ended } = closing();
    close();
    bench.post().leave();
    await nextMicrotask();
    expect([bench.transport.readyState, ended(), bench.owner.lines]).toEqual(["closed", 1, []]);
  });

  it("cuts off a POST when the poll comes that takes the goodbye", () => {
    const { bench, close } = closing();
    close();
    const post = bench.post();
    expect(bench.poll().text).toBe("6\u001E1");
    expect(post.isDestroyed).toBe(true);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("confirms the POST whose packet led to it, and delivers no more of it", () => {
    const { bench, close } = closing();
    bench.owner.reaction = close;
    const post = bench.post("4a\u001E4b");
    expect([post.text, bench.owner.lines, bench.transport.readyState]).toEqual([
      "ok",
      ["message a"],
      "closing",
    ]);
    expect(bench.poll().text).toBe("6\u001E1");
  });

  it.each([
    ["has sent what cannot be decoded", "abc", "1"],
    ["has closed", "1", "6"],
  ])("waits for no poll of a client that %s", (_, body, farewell) => {
    for (const isPolling of [true, false]) {
      const { bench, close } = closing();
      const poll = isPolling ? bench.poll() : undefined;
      bench.owner.reaction = (line) => {
        if (line !== "ready") close();
      };
      expect(bench.post(body).text).toBe("ok");
      expect(bench.transport.readyState).toBe("closed");
      if (poll !== undefined) expect(poll.text).toBe(farewell);
      expect(bench.leftovers).toEqual(NO_LEFTOVERS);
    }
  });

  it("tells each that closes it, once", async () => {
    const { bench, close, ended } = closing();
    close();
    close();
    bench.transport.terminate();
    await nextMicrotask();
    expect(ended()).toBe(2);
    close();
    bench.transport.close();
    await nextMicrotask();
    expect(ended()).toBe(3);
  });
});

describe("terminating", () => {
  it("says goodbye, cuts off and ends at once", () => {
    const { transport, poll, ...bench } = withPoll();
    const post = bench.bench.post();
    transport.terminate();
    transport.terminate();
    expect([poll.text, post.isDestroyed, transport.readyState]).toEqual(["1", true, "closed"]);
    expect(bench.bench.owner.lines).toEqual(["ready"]);
    expect(bench.bench.leftovers).toEqual(NO_LEFTOVERS);
  });
});

describe("discarding", () => {
  it("releases the poll, refuses a POST on its way, and ends", () => {
    const { transport, poll, bench } = withPoll();
    const post = bench.post();
    transport.discard();
    transport.discard();
    expect([poll.text, post.response?.status]).toEqual(["6", 400]);
    expect([transport.isDiscarded, transport.isReady, transport.readyState]).toEqual([true, false, "closed"]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("delivers no more of the POST that led to it", () => {
    const bench = new PollingBench();
    bench.owner.reaction = () => bench.transport.discard();
    expect(bench.post("4a\u001E4b").text).toBe("ok");
    expect(bench.owner.lines).toEqual(["message a"]);
  });

  it("puts an end to waiting for the last poll", async () => {
    const { bench, close, ended } = closing();
    close();
    bench.transport.discard();
    await nextMicrotask();
    expect([bench.transport.readyState, ended()]).toEqual(["closed", 1]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("changes nothing once it has ended", () => {
    const { transport } = withPoll();
    transport.terminate();
    transport.discard();
    expect([transport.isDiscarded, transport.readyState]).toEqual([true, "closed"]);
  });
});

function withPoll() {
  const bench = new PollingBench();
  const poll = bench.poll();
  return { bench, transport: bench.transport, poll };
}
