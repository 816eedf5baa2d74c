import { describe, expect, it } from "vitest";
import { NO_LEFTOVERS, PollingBench } from "../testing/polling-bench.ts";

const SEPARATOR = "\u001E";

/** `count` messages, numbered. */
const body = (count: number) => Array.from({ length: count }, (_, index) => `4${index}`).join(SEPARATOR);

/** A bench whose owner takes two milliseconds for each packet. */
function busy() {
  const bench = new PollingBench();
  let now = 0;
  bench.clock.now = () => now;
  bench.owner.reaction = () => (now += 2);
  return bench;
}

describe("a payload that takes long", () => {
  it("is handled 5 ms per turn, and confirmed at the end", () => {
    const bench = busy();
    const post = bench.post(body(8));
    const progress = () => [bench.owner.lines.length, post.text];
    expect(progress()).toEqual([3, undefined]);
    bench.clock.turn();
    expect(progress()).toEqual([6, undefined]);
    bench.clock.turn();
    expect(progress()).toEqual([8, "ok"]);
    expect(bench.owner.lines).toEqual(Array.from({ length: 8 }, (_, index) => `message ${index}`));
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("is under way meanwhile: a second POST overlaps, and nothing more is delivered", () => {
    const bench = busy();
    const first = bench.post(body(8));
    expect(bench.post("4x").response?.status).toBe(400);
    bench.clock.turn();
    expect([first.text, bench.owner.lines.length]).toEqual(["ok", 4]);
    expect(bench.owner.lines.at(-1)).toBe("closed transport error EIO_POST_OVERLAP");
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it.each(["close", "discard", "terminate"] as const)("stops when %s is called meanwhile", (ending) => {
    const bench = busy();
    const post = bench.post(body(8));
    bench.transport[ending]();
    bench.clock.turn();
    expect([post.text, post.isDestroyed, bench.owner.lines.length]).toEqual(["ok", false, 3]);
    bench.transport.terminate();
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("answers polls meanwhile", () => {
    const bench = busy();
    bench.post(body(8));
    const poll = bench.poll();
    bench.send("a");
    expect(poll.text).toBe("4a");
  });
});

describe("a flood of packets", () => {
  const control = (count: number, type = "6") => Array.from({ length: count }, () => type).join(SEPARATOR);
  const refused = { status: 413, headers: {}, body: "" };

  it.each(["2", "3", "6"])("takes 100 control packets in one payload, not 101 (%s)", (type) => {
    const bench = new PollingBench();
    expect(bench.post(control(100, type)).text).toBe("ok");
    expect(bench.post(control(100, type)).text, "each payload counts for itself").toBe("ok");
    expect(bench.owner.lines.length).toBe(200);
    const post = bench.post(control(101, type));
    expect(post.response).toEqual(refused);
    expect(bench.owner.lines.slice(299)).toEqual([bench.owner.lines[0], "garbage EIO_TOO_MANY_PACKETS"]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("does not count messages among them", () => {
    const bench = new PollingBench({ context: { maxHttpBufferSize: 10_000 } });
    expect(bench.post(`${body(200)}${SEPARATOR}${control(100)}`).text).toBe("ok");
  });

  it.each([
    [3, "ok", "message 2"],
    [4, "", "garbage EIO_TOO_MANY_PACKETS"],
  ])("takes 3 packets of all kinds, where that is the limit: %i", (count, text, line) => {
    const bench = new PollingBench({ context: { maxPacketsPerPayload: 3 } });
    expect(bench.post(body(count)).text).toBe(text);
    expect(bench.owner.lines.at(-1)).toBe(line);
  });

  it("says goodbye to the poll of a client that is closed for it", () => {
    const bench = new PollingBench();
    const poll = bench.poll();
    bench.owner.reaction = (line) => {
      if (line.startsWith("garbage")) bench.transport.close();
    };
    bench.post(control(101));
    expect([poll.text, bench.transport.readyState]).toEqual(["1", "closed"]);
  });
});
