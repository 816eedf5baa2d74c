import type { Sample, ServerInfo } from "../../contract/index.ts";
import { expect, it, vi } from "vitest";
import type { ConsoleChannel } from "../../link/index.ts";
import { sampleAt } from "../testing/samples.ts";
import { createLiveFeed } from "./live-feed.ts";

const INFO: ServerInfo = {
  name: "Sockeye",
  version: "1.0.0",
  node: "20.0.0",
  pid: 1,
  startedAt: 1_000_000,
  options: {},
  allowed: [],
  diagnoses: false,
  practice: false,
};

/** A server with a past, which answers in the next turn. */
class FakeChannel {
  info = INFO;
  history: readonly Sample[] = [];
  refusal: string | undefined;
  readonly asked: unknown[] = [];
  readonly #listeners = new Set<(sample: Sample) => void>();
  readonly socket = {
    connected: true,
    on: (_event: string, listener: (sample: Sample) => void) => this.#listeners.add(listener),
    off: (_event: string, listener: (sample: Sample) => void) => this.#listeners.delete(listener),
  };

  readonly ask = async (_event: string, on: unknown): Promise<unknown> => {
    this.asked.push(on);
    if (this.refusal !== undefined) throw new Error(this.refusal);
    return { info: this.info, history: this.history };
  };

  tell(sample: Sample): void {
    for (const listener of this.#listeners) listener(sample);
  }
}

function createBench() {
  const channel = new FakeChannel();
  const feed = createLiveFeed(channel as unknown as Pick<ConsoleChannel, "ask" | "socket">);
  const times = () => feed.samples.value.map(({ at }) => at);
  return { channel, feed, times };
}

it("has the past, and what comes then", async () => {
  const { channel, feed, times } = createBench();
  channel.history = [sampleAt(1000), sampleAt(2000)];
  feed.watch();
  await vi.waitFor(() => expect(feed.info.value).toBe(INFO));
  channel.tell(sampleAt(3000));
  expect(times()).toEqual([1000, 2000, 3000]);
});

it("keeps what it saw when it stops, and goes on with a gap", async () => {
  const { channel, feed, times } = createBench();
  const stop = feed.watch();
  await vi.waitFor(() => expect(feed.info.value).toBeDefined());
  channel.tell(sampleAt(1000));
  stop();
  channel.tell(sampleAt(2000));
  expect([times(), channel.asked]).toEqual([[1000], [true, false]]);
  feed.watch();
  channel.tell(sampleAt(9000));
  expect(times()).toEqual([1000, 9000]);
});

it("tells nobody that it stops when the connection is lost", () => {
  const { channel, feed } = createBench();
  const stop = feed.watch();
  channel.socket.connected = false;
  stop();
  expect(channel.asked).toEqual([true]);
});

it("forgets the past of another process, and not that of one whose start is told a little differently", async () => {
  const { channel, feed, times } = createBench();
  feed.watch()();
  feed.watch();
  await vi.waitFor(() => expect(feed.info.value).toBe(INFO));
  channel.tell(sampleAt(1000));
  channel.info = { ...INFO, startedAt: INFO.startedAt + 3 };
  feed.watch();
  await vi.waitFor(() => expect(feed.info.value).toBe(channel.info));
  expect(times()).toEqual([1000]);
  channel.info = { ...INFO, pid: 2 };
  feed.watch();
  await vi.waitFor(() => expect(feed.info.value).toBe(channel.info));
  expect(times()).toEqual([]);
});

it("says why there is nothing, until there is", async () => {
  const { channel, feed } = createBench();
  channel.refusal = "Too many look.";
  feed.watch()();
  const stop = feed.watch();
  await vi.waitFor(() => expect(feed.problem.value).toBe("Too many look."));
  stop();
  channel.refusal = undefined;
  feed.watch();
  await vi.waitFor(() => expect(feed.problem.value).toBeUndefined());
});
