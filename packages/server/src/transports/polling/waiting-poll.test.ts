import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { BodyCompressor, BodyEncoding } from "../../ports/index.ts";
import { NO_LEFTOVERS, PollingBench } from "../testing/polling-bench.ts";

/** Compresses when the test says so. */
class FakeCompressor implements BodyCompressor {
  readonly threshold = 0;
  readonly questions: [string | undefined, number][] = [];
  readonly tasks: { body: string | Uint8Array; finish(compressed: Uint8Array | undefined): void }[] = [];
  encoding: BodyEncoding | undefined = "gzip";

  select(acceptEncoding: string | undefined, size: number): BodyEncoding | undefined {
    this.questions.push([acceptEncoding, size]);
    return this.encoding;
  }

  compress(
    body: string | Uint8Array,
    _encoding: BodyEncoding,
    finish: (compressed: Uint8Array | undefined) => void,
  ): void {
    this.tasks.push({ body, finish });
  }
}

const COMPRESSED = Buffer.from("squeezed");

function compressing(protocol: 3 | 4 = 4) {
  const compressor = new FakeCompressor();
  const bench = new PollingBench({ protocol, context: { compressor } });
  const poll = bench.poll({ "accept-encoding": "gzip, deflate" });
  const sent: string[] = [];
  const send = (data: string | Uint8Array) =>
    bench.transport.send([{ type: "message", data }], () => sent.push("sent"));
  const finish = (compressed: Uint8Array | undefined = COMPRESSED) => compressor.tasks[0]?.finish(compressed);
  return { bench, compressor, poll, sent, send, finish };
}

describe("compressing", () => {
  it("asks with the size in bytes and what the client takes", () => {
    const { compressor, send } = compressing();
    send("é");
    expect(compressor.questions).toEqual([["gzip, deflate", 3]]);
    expect(compressor.tasks[0]?.body).toBe("4é");
  });

  it("answers when it is done, with the length of what is sent", () => {
    const { poll, send, sent, finish } = compressing();
    send("a");
    expect([poll.response, sent]).toEqual([undefined, []]);
    finish();
    expect(poll.response).toEqual({
      status: 200,
      headers: {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Length": 8,
        "Content-Encoding": "gzip",
        "cache-control": "no-store",
      },
      body: COMPRESSED,
    });
    expect(Object.keys(poll.response?.headers ?? {})[2]).toBe("Content-Encoding");
    expect(sent).toEqual(["sent"]);
  });

  it("is busy meanwhile", () => {
    const { bench, send, finish } = compressing();
    send("a");
    const state = () => [bench.transport.isReady, bench.transport.bufferedBytes];
    expect(state()).toEqual([false, 2]);
    expect(() => send("b")).toThrow("no poll is waiting");
    bench.transport.releasePoll();
    finish();
    expect(state()).toEqual([false, 0]);
    bench.poll();
    expect(bench.transport.isReady).toBe(true);
  });

  it("keeps the type of bytes", () => {
    const { poll, send, finish } = compressing(3);
    send(Uint8Array.of(1));
    finish();
    expect(poll.response?.headers["Content-Type"]).toBe("application/octet-stream");
  });

  it("sends as it is what cannot be compressed", () => {
    const { compressor, poll, send, sent } = compressing();
    send("a");
    compressor.tasks[0]?.finish(undefined);
    expect([poll.text, poll.response?.headers["Content-Encoding"], sent]).toEqual([
      "4a",
      undefined,
      ["sent"],
    ]);
  });

  it("sends as it is what is not worth it", () => {
    const { compressor, poll, send } = compressing();
    compressor.encoding = undefined;
    send("a");
    expect([poll.text, compressor.tasks]).toEqual(["4a", []]);
  });

  it.each([
    [[false], 0],
    [[false, undefined], 1],
    [[true, false], 1],
  ])("compresses when one packet allows it: %j", (packets, tasks) => {
    const { bench, compressor } = compressing();
    bench.send(
      ...packets.map((compress) => ({ type: "message", data: "a", options: { compress } }) as const),
    );
    expect(compressor.tasks.length).toBe(tasks);
  });

  it("ends when the client leaves meanwhile", () => {
    const { bench, poll, send, sent, finish } = compressing();
    send("a");
    poll.leave();
    expect(bench.owner.lines).toEqual(["ready", "closed transport error EIO_POLL_ABORTED"]);
    finish();
    expect([poll.response, sent, bench.transport.bufferedBytes]).toEqual([undefined, [], 0]);
  });

  it("says goodbye instead when requests overlap meanwhile", () => {
    const { bench, poll, send, sent, finish } = compressing();
    send("a");
    expect(bench.poll().response?.status).toBe(400);
    finish();
    expect([poll.text, poll.outcomes, sent]).toEqual(["1", 1, []]);
    expect(bench.owner.lines.at(-1)).toBe("closed transport error EIO_POLL_OVERLAP");
  });

  it("says goodbye instead to a client that sends what cannot be decoded", () => {
    const { bench, poll, send, finish } = compressing();
    send("a");
    bench.owner.reaction = () => bench.transport.close();
    bench.post("abc");
    finish();
    expect([poll.text, poll.outcomes, bench.transport.readyState]).toEqual(["1", 1, "closed"]);
  });

  it("closes with the poll after the one that is being answered", () => {
    const { bench, poll, send, sent, finish } = compressing();
    send("a");
    bench.transport.close();
    expect(bench.transport.readyState).toBe("closing");
    finish();
    expect([poll.response?.body, sent]).toEqual([COMPRESSED, ["sent"]]);
    expect(bench.poll().text).toBe("6\u001E1");
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("still answers when it is discarded meanwhile, but tells nobody", () => {
    const { bench, poll, send, sent, finish } = compressing();
    send("a");
    bench.transport.discard();
    finish();
    expect([poll.response?.body, poll.outcomes, sent]).toEqual([COMPRESSED, 1, []]);
  });

  it("notices nothing when the client leaves after it was discarded", () => {
    const { bench, poll, send, finish } = compressing();
    send("a");
    bench.transport.discard();
    poll.leave();
    finish();
    expect(bench.owner.lines).toEqual(["ready"]);
  });
});
