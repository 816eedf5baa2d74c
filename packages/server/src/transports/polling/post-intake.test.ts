import { describe, expect, it } from "vitest";
import { InflightBudget } from "../../runtime/inflight-budget.ts";
import { NO_LEFTOVERS, PollingBench } from "../testing/polling-bench.ts";

/** A bench whose memory for bodies is taken until `makeRoom` is called. */
function crowded(maxInflightWaiting = 10) {
  const intake = new InflightBudget({ maxInflightBytes: 10, maxInflightWaiting });
  const other = intake.reserve(10, () => {});
  const context = { intake, maxHttpBufferSize: 10_000 };
  return { bench: new PollingBench({ context }), intake, makeRoom: () => other?.release() };
}

/** Large enough that it has to reserve memory. */
const LARGE = `4${"a".repeat(1024)}`;
const DELIVERED = `message ${LARGE.slice(1)}`;

describe("the memory of bodies", () => {
  it.each([
    ["none for little", { "content-length": "1024" }, 0],
    ["what it says", { "content-length": "1025" }, 1025],
    ["what is possible, when it says nothing", {}, 10_000],
    ["what is possible, when it says nonsense", { "content-length": "x" }, 10_000],
  ])("is reserved until the packets were handled: %s", (_, headers, bytes) => {
    const bench = new PollingBench({ context: { maxHttpBufferSize: 10_000 } });
    const post = bench.post(undefined, headers);
    const used = [bench.intake.usedBytes];
    bench.owner.reaction = () => used.push(bench.intake.usedBytes);
    post.arrive("4a");
    expect([used, post.text, bench.intake.usedBytes]).toEqual([[bytes, bytes], "ok", 0]);
    expect(post.limit).toBe(10_000);
  });

  it("can be counted when there is no limit", () => {
    const bench = new PollingBench({ context: { maxHttpBufferSize: Infinity } });
    bench.post().arrive("");
    expect(bench.intake.usedBytes).toBe(0);
  });

  it("is waited for before the body is read", () => {
    const { bench, intake, makeRoom } = crowded();
    const post = bench.post(LARGE);
    expect([post.receiver, intake.waiting]).toEqual([undefined, 1]);
    makeRoom();
    expect([post.text, bench.owner.lines, intake.usedBytes]).toEqual(["ok", [DELIVERED], 0]);
  });

  it("counts a POST that waits as one under way", () => {
    const { bench, intake, makeRoom } = crowded();
    const post = bench.post(LARGE);
    expect(bench.post("4b").response?.status).toBe(400);
    expect([post.isDestroyed, intake.waiting]).toEqual([true, 0]);
    expect(bench.owner.lines).toEqual(["closed transport error EIO_POST_OVERLAP"]);
    makeRoom();
    expect([post.receiver, bench.owner.lines.length]).toEqual([undefined, 1]);
  });

  it("is not waited for by a client that has left", () => {
    const { bench, intake } = crowded();
    bench.post(LARGE).leave();
    expect([intake.waiting, bench.owner.lines]).toEqual([0, ["closed transport error EIO_POST_ABORTED"]]);
  });

  it("is not waited for once the session has moved on", () => {
    const { bench, intake } = crowded();
    const post = bench.post(LARGE);
    bench.transport.discard();
    expect([post.response?.status, intake.waiting]).toEqual([400, 0]);
  });

  it("makes the client come back later when too many wait, and leaves the session", () => {
    const { bench, makeRoom } = crowded(0);
    const post = bench.post(LARGE);
    expect(post.response).toEqual({ status: 503, headers: { "Retry-After": "1" }, body: "" });
    expect([bench.owner.lines, bench.transport.readyState]).toEqual([[], "open"]);
    makeRoom();
    expect(bench.post("4b").text).toBe("ok");
  });

  it("is given back when it is granted too late", () => {
    let grant: ((reservation: { release(): void }) => void) | undefined;
    let released = 0;
    const reservation = { release: () => released++ };
    const intake = {
      reserve: (_: number, granted: typeof grant) => ((grant = granted), { release: () => {} }),
    };
    const bench = new PollingBench({ context: { intake, maxHttpBufferSize: 10_000 } });
    const post = bench.post(LARGE);
    bench.transport.terminate();
    grant?.(reservation);
    expect([post.isDestroyed, post.receiver, released]).toEqual([true, undefined, 1]);
  });

  it("is given back once", () => {
    let released = 0;
    const reservation = { release: () => void released++ };
    const intake = {
      reserve(_bytes: number, granted: (given: typeof reservation) => void) {
        granted(reservation);
        return reservation;
      },
    };
    const bench = new PollingBench({ context: { intake, maxHttpBufferSize: 10_000 } });
    bench.post(LARGE);
    bench.post("4b");
    bench.transport.terminate();
    expect([bench.owner.lines, released]).toEqual([[DELIVERED, "message b"], 1]);
  });
});

describe("a host that says too much", () => {
  it("is not heard after the end", () => {
    const bench = new PollingBench();
    const post = bench.post();
    bench.transport.terminate();
    post.arrive("4a");
    post.receiver?.onFailure("EIO_POST_ABORTED");
    expect([bench.owner.lines, post.outcomes]).toEqual([[], 1]);
  });
});

describe("posts one after the other", () => {
  it("takes any number, also after one that failed", () => {
    const bench = new PollingBench();
    for (let index = 0; index < 50; index++) {
      expect(bench.post(`4${index}`).text).toBe("ok");
      expect(bench.post("4".repeat(1001)).response?.status).toBe(413);
    }
    expect(bench.owner.lines).toEqual(Array.from({ length: 50 }, (_, index) => `message ${index}`));
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("takes the next one as soon as the last was confirmed", () => {
    const bench = new PollingBench({
      context: {
        onHeaders: (_headers, { method }) => {
          if (method === "POST" && bench.owner.lines.length === 1) bench.post("4b");
        },
      },
    });
    expect(bench.post("4a").text).toBe("ok");
    expect(bench.owner.lines).toEqual(["message a", "message b"]);
  });
});
