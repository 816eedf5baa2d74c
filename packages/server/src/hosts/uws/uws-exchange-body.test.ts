import { describe, expect, it, vi } from "vitest";

import { bench, post } from "./testing/exchange-bench.ts";

describe("UwsExchange: the body", () => {
  it("comes in pieces, before and while it is read", () => {
    const { ask, read, outcomes, deadlines, early } = bench();
    const { exchange, response } = ask(post(5));
    response.deliver("ab");
    response.deliver("");
    expect(early.held).toBe(2);
    read(exchange);
    expect([early.held, deadlines.size]).toEqual([0, 1]);
    response.deliver("cd");
    response.deliver("e", true);
    response.deliver("x", true);
    expect(outcomes).toEqual(["body abcde"]);
    expect(deadlines.size).toBe(0);
  });

  it.each([
    ["has come whole before", post(5, "abcde"), "body abcde"],
    ["is empty", post(0), "body "],
    ["is shorter than announced", post(9, "abc"), "body abc"],
    ["is longer than announced", post(2, "abc"), "body ab"],
    ["is as large as it may be", post(100, "x".repeat(100)), `body ${"x".repeat(100)}`],
  ])("is delivered when it %s", (_, init, outcome) => {
    const { ask, read, outcomes, early } = bench();
    read(ask(init).exchange);
    expect([outcomes, early.held]).toEqual([[outcome], 0]);
  });

  it("comes in any pieces, and takes no more memory than twice what has come", () => {
    const { ask, read, outcomes, early } = bench();
    const { exchange, response } = ask(post(100));
    for (let size = 1; size <= 60; size++) {
      response.deliver("x");
      expect(early.held).toBeLessThan(2 * size);
    }
    for (let size = 61; size <= 70; size++) response.deliver("x");
    expect(early.held).toBe(100);
    read(exchange);
    response.deliver("y".repeat(30));
    expect(outcomes).toEqual([`body ${"x".repeat(70)}${"y".repeat(30)}`]);
  });

  it("is no longer than what has come, when that is less than announced", () => {
    const { ask, read, outcomes } = bench();
    const { exchange, response } = ask(post(90));
    response.deliver("ab");
    response.deliver("c", true);
    read(exchange);
    expect(outcomes).toEqual(["body abc"]);
  });

  it("is whole with its last byte, also when the host does not say so", () => {
    const { ask, read, outcomes } = bench();
    const { exchange, response } = ask(post(3));
    read(exchange);
    response.deliver("abc", false);
    expect(outcomes).toEqual(["body abc"]);
  });

  it.each([
    [101, 100],
    [999_999_999_999_999, 100],
    [999_999_999_999_999, Infinity],
  ])("fails when %d bytes of %d are announced", (length, limit) => {
    const { ask, read, outcomes, early } = bench({ limit });
    const { exchange, response } = ask(post(length));
    response.deliver("abc");
    read(exchange);
    expect([outcomes, early.held, response.state]).toEqual([["EIO_TOO_LARGE"], 0, "open"]);
  });

  it("fails when more is announced than the reader takes", () => {
    const { ask, early, deadlines } = bench();
    const { exchange } = ask(post(50, "x".repeat(50)));
    const onFailure = vi.fn<() => void>();
    exchange.readBody(49, { onBody: () => {}, onFailure });
    expect(onFailure).toHaveBeenCalledExactlyOnceWith("EIO_TOO_LARGE");
    exchange.respond(413, {}, "");
    expect([early.held, deadlines.size]).toEqual([0, 0]);
  });

  it.each([[undefined], ["5, 5"], ["+5"], ["0x5"], ["-1"], ["1e2"], ["9".repeat(16)]])(
    "is answered with 411 when its length is %s",
    (length) => {
      const { ask, read, outcomes, early } = bench();
      const headers = length === undefined ? {} : { "content-length": length };
      const { exchange, response } = ask({ method: "POST", headers });
      response.deliver("abc");
      read(exchange);
      expect([response.status, outcomes, early.held]).toEqual(["411 Length Required", ["EIO_TOO_LARGE"], 0]);
    },
  );

  it.each([
    ["stops", 0, 10_000],
    ["drips", 1, 10_020],
  ])("fails when it %s", (_, bytes, dueAt) => {
    const { ask, read, outcomes, clock } = bench();
    const { exchange, response } = ask(post(90));
    clock.advance(500_000);
    read(exchange);
    for (let at = 0; at < dueAt - 1; at += 500) {
      if (bytes > 0 && at > 0) response.deliver("x");
      clock.advance(Math.min(500, dueAt - 1 - at));
    }
    expect(outcomes).toEqual([]);
    clock.advance(1);
    expect(outcomes).toEqual(["EIO_BODY_TIMEOUT"]);
    response.deliver("x".repeat(90), true);
    expect(outcomes).toHaveLength(1);
  });

  it("fails when the client leaves, before or while it is read", () => {
    const { ask, read, outcomes, early, deadlines } = bench();
    const first = ask(post(9));
    read(first.exchange);
    first.response.deliver("abc");
    first.response.abort();
    expect(outcomes).toEqual(["EIO_POST_ABORTED"]);
    const second = ask(post(9));
    second.response.deliver("abc");
    second.response.abort();
    expect([outcomes.length, early.held]).toEqual([1, 0]);
    read(second.exchange);
    expect(outcomes).toEqual(["EIO_POST_ABORTED", "EIO_POST_ABORTED"]);
    expect(deadlines.size).toBe(0);
  });

  it("is not kept once the request is answered", () => {
    const { ask, read, outcomes, early, deadlines } = bench();
    const { exchange, response } = ask(post(9));
    response.deliver("abc");
    exchange.respond(400, {}, "");
    response.deliver("abc");
    expect(early.held).toBe(0);
    const other = ask(post(9));
    read(other.exchange);
    other.exchange.destroy();
    other.response.deliver("abc");
    expect([outcomes, early.held, deadlines.size]).toEqual([[], 0, 0]);
  });

  it("of GET and others is not looked at", () => {
    const { ask, early } = bench();
    ask({ method: "PUT", body: "abc" });
    ask({ method: "GET", body: "abc" });
    expect(early.held).toBe(0);
  });

  it.each([
    [9, "open", false],
    [10, "open", false],
    [11, "ended", true],
  ])("may wait for its reader with %i bytes of 10: the request is %s", (size, state, isAborted) => {
    const { ask, read, outcomes, early } = bench({ most: 10 });
    const { exchange, response } = ask(post(20));
    const onAbort = vi.fn<() => void>();
    exchange.onAbort = onAbort;
    response.deliver("x".repeat(size));
    expect([response.state, onAbort.mock.calls.length > 0]).toEqual([state, isAborted]);
    if (!isAborted) return;
    expect([response.status, response.closesConnection]).toEqual(["503 Service Unavailable", true]);
    expect(response.header("retry-after")).toBe("1");
    expect(early.held).toBe(0);
    read(exchange);
    expect(outcomes).toEqual(["EIO_POST_ABORTED"]);
  });

  it("shares the memory for those that wait with all others", () => {
    const { ask, early } = bench({ most: 10 });
    const [first, second] = [ask(post(20)), ask(post(20))];
    first.response.deliver("x".repeat(6));
    second.response.deliver("x".repeat(6));
    expect([first.response.state, second.response.state, early.held]).toEqual(["open", "ended", 6]);
  });
});
