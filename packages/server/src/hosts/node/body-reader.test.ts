import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { VirtualClock } from "@sockeye/testkit";
import { describe, expect, it } from "vitest";
import { DeadlineQueue } from "../../runtime/deadline-queue.ts";
import { BodyReader, type BodyReaderOptions } from "./body-reader.ts";

class FakeRequest extends EventEmitter {
  isPaused = false;

  pause(): void {
    this.isPaused = true;
  }

  data(...chunks: readonly string[]): this {
    for (const chunk of chunks) this.emit("data", Buffer.from(chunk));
    return this;
  }
}

function read(options: Partial<BodyReaderOptions> = {}) {
  const clock = new VirtualClock();
  const deadlines = new DeadlineQueue(clock);
  const request = new FakeRequest();
  const outcomes: string[] = [];
  const receiver = {
    onBody: (body: Uint8Array) => outcomes.push(`body ${Buffer.from(body).toString()}`),
    onFailure: (code: string) => outcomes.push(code),
  };
  void new BodyReader(request as unknown as IncomingMessage, receiver, {
    deadlines,
    times: { bodyTimeout: 10_000, wholeBodyTimeout: 300_000 },
    limit: 1_000_000,
    ...options,
  });
  /** Nothing of it is left, and the request is nobody's any more. */
  const isOver = (): boolean =>
    deadlines.size === 0 && clock.pendingTimers === 0 && request.eventNames().length === 0;
  return { clock, request, outcomes, isOver };
}

describe("a body", () => {
  it.each([
    ["empty", [], ""],
    ["in one piece", ["abc"], "abc"],
    ["in pieces", ["a", "", "bc", "d"], "abcd"],
  ])("%s", (_, chunks, expected) => {
    const { request, outcomes, isOver } = read();
    request.data(...chunks).emit("end");
    expect([outcomes, isOver(), request.isPaused]).toEqual([[`body ${expected}`], true, false]);
  });

  it.each([
    ["one byte less than the limit", ["ab", "c"], "body abc"],
    ["as large as the limit", ["ab", "cd"], "body abcd"],
    ["one byte more", ["ab", "cde"], "EIO_TOO_LARGE"],
    ["one byte more in one piece", ["abcde"], "EIO_TOO_LARGE"],
  ])("%s", (_, chunks, expected) => {
    const { request, outcomes, isOver } = read({ limit: 4 });
    request.data(...chunks).emit("end");
    expect([outcomes, isOver()]).toEqual([[expected], true]);
  });

  it("that is too large is known to be before it ends, and is not read on", () => {
    const { request, outcomes } = read({ limit: 4 });
    request.data("abcde");
    expect([outcomes, request.isPaused]).toEqual([["EIO_TOO_LARGE"], true]);
    request.data("more").emit("close");
    expect(outcomes.length).toBe(1);
  });

  it("that is cut short by the client", () => {
    const { request, outcomes, isOver } = read();
    request.data("abc").emit("close");
    expect([outcomes, isOver()]).toEqual([["EIO_POST_ABORTED"], true]);
  });

  it("is told once, whatever comes behind it", () => {
    const { request, outcomes, clock } = read();
    request.data("abc").emit("end");
    request.emit("close");
    request.emit("end");
    clock.advance(1_000_000);
    expect(outcomes).toEqual(["body abc"]);
  });
});

describe("time", () => {
  it.each([
    ["in time", 9_999, []],
    ["too late", 10_000, ["EIO_BODY_TIMEOUT"]],
  ])("the first byte %s", (_, wait, expected) => {
    const { clock, outcomes, isOver } = read();
    clock.advance(wait);
    expect([outcomes, isOver()]).toEqual([expected, expected.length > 0]);
  });

  it.each([
    ["in time", 9_999, []],
    ["too late", 10_000, ["EIO_BODY_TIMEOUT"]],
  ])("a further byte %s", (_, wait, expected) => {
    const { clock, request, outcomes } = read();
    clock.advance(5_000);
    request.data("x".repeat(500_000));
    clock.advance(wait);
    expect(outcomes).toEqual(expected);
  });

  it("a byte now and then is too slow", () => {
    const { clock, request, outcomes } = read();
    for (let second = 1; second < 10; second++) {
      clock.advance(1_000);
      request.data("x");
    }
    clock.advance(1_008);
    expect(outcomes).toEqual([]);
    clock.advance(1);
    expect(outcomes).toEqual(["EIO_BODY_TIMEOUT"]);
  });

  it("1 kB a second is enough", () => {
    const { clock, request, outcomes } = read();
    for (let second = 0; second < 250; second++) {
      clock.advance(1_000);
      request.data("x".repeat(1_000));
    }
    request.emit("end");
    expect(outcomes.map((outcome) => outcome.length)).toEqual(["body ".length + 250_000]);
  });

  it("a little less is not, in the long run", () => {
    const { clock, request, outcomes } = read();
    let seconds = 0;
    while (outcomes.length === 0 && seconds < 250) {
      clock.advance(1_000);
      request.data("x".repeat(900));
      seconds++;
    }
    expect(outcomes).toEqual(["EIO_BODY_TIMEOUT"]);
    expect(seconds).toBeGreaterThan(90);
  });

  it.each([
    ["is the end", 299_999, 1, "EIO_BODY_TIMEOUT"],
    ["has not come", 299_999, 0, undefined],
  ])("five minutes, when they %s", (_, start, more, expected) => {
    const { clock, request, outcomes } = read({ limit: Infinity });
    for (let passed = 0; passed + 5_000 < start; passed += 5_000) {
      clock.advance(5_000);
      request.data("x".repeat(10_000));
    }
    clock.advance(start - clock.now());
    request.data("x".repeat(10_000));
    clock.advance(more);
    expect(outcomes[0]).toBe(expected);
  });

  it("Infinity switches it off", () => {
    const { clock, request, outcomes } = read({
      times: { bodyTimeout: Infinity, wholeBodyTimeout: Infinity },
    });
    clock.advance(1e9);
    request.data("x").emit("end");
    expect(outcomes).toEqual(["body x"]);
  });
});
