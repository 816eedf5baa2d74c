import { type ReadonlySignal, signal } from "@preact/signals";
import type { Sample, ServerInfo } from "../../contract/index.ts";
import { consoleChannel, type ConsoleChannel } from "../../link/index.ts";
import { mergeSamples } from "./samples.ts";

/** What a server tells about itself while it is watched. What it told stays when it is watched no more. */
export interface LiveFeed {
  readonly info: ReadonlySignal<ServerInfo | undefined>;
  /** Of the last five minutes, with gaps where nobody watched. */
  readonly samples: ReadonlySignal<readonly Sample[]>;
  /** Why there are no samples, in a sentence. */
  readonly problem: ReadonlySignal<string | undefined>;
  /** Asks for samples, over a connection that is there. @returns what ends it */
  watch(): () => void;
}

export function createLiveFeed(channel: Pick<ConsoleChannel, "ask" | "socket">): LiveFeed {
  const info = signal<ServerInfo | undefined>();
  const samples = signal<readonly Sample[]>([]);
  const problem = signal<string | undefined>();

  const take = (news: readonly Sample[]): void => {
    samples.value = mergeSamples(samples.peek(), news);
  };

  const begin = async (isWanted: () => boolean): Promise<void> => {
    try {
      const answer = await channel.ask("watch", true);
      if (!isWanted()) return;
      // Another process has another past.
      if (!isSameProcess(info.peek(), answer.info)) samples.value = [];
      info.value = answer.info;
      problem.value = undefined;
      take(answer.history);
    } catch (error) {
      if (isWanted()) problem.value = (error as Error).message;
    }
  };

  return {
    info,
    samples,
    problem,
    watch() {
      let isOn = true;
      const onSample = (sample: Sample): void => take([sample]);
      channel.socket.on("sample", onSample);
      void begin(() => isOn);
      return () => {
        isOn = false;
        channel.socket.off("sample", onSample);
        // Where the connection is lost, nobody needs to be told.
        if (channel.socket.connected) void channel.ask("watch", false).catch(() => undefined);
      };
    },
  };
}

/** Its start is told from its age, which is off by some milliseconds each time. */
const CLOCK_TOLERANCE = 2_000;

function isSameProcess(before: ServerInfo | undefined, now: ServerInfo): boolean {
  if (before === undefined) return true;
  return before.pid === now.pid && Math.abs(before.startedAt - now.startedAt) < CLOCK_TOLERANCE;
}

/** That of the server of this page. */
export const liveFeed: LiveFeed = createLiveFeed(consoleChannel);
