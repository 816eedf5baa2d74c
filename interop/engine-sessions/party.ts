import type { ClientSocket } from "../engine-clients/client-api.ts";
import type { EngineSocket, MessageData } from "../engine-clients/engine-api.ts";
import type { Random } from "../soak/random.mjs";
import { createJudge, encodeNumber, type Tally } from "./numbered-messages.ts";

/** One side of a session: it sends numbered messages and judges those that come. */
export interface Party {
  /** Resolves when this side has sent its last message, or the session has ended early. */
  readonly hasSent: Promise<void>;
  readonly sent: () => number;
  /** Resolves when so many messages have come, or the session has ended early, or the patience is at its end. */
  hasReceived(count: number): Promise<void>;
  readonly closed: Promise<void>;
  /** Of what was sent by the other side. Throws when a message was not as it should be. */
  finish(sent: number): Tally;
}

const burstsAfterUpgrade = 6;
const patience = 10_000;

/** Sends bursts, with a turn of the event loop or some milliseconds between them, until well after the upgrade. */
function sendBursts(
  send: () => void,
  random: Random,
  state: { isUpgraded: boolean; isClosed: boolean },
): Promise<void> {
  return new Promise((resolve) => {
    let left = burstsAfterUpgrade;
    const burst = () => {
      for (let count = random.below(6); count > 0; count -= 1) send();
      if (state.isUpgraded) left -= 1;
      if (left === 0 || state.isClosed) resolve();
      else if (random.chance(0.5)) setImmediate(burst);
      else setTimeout(burst, random.below(8));
    };
    burst();
  });
}

/** Takes part in a session that has just been opened, until its upgrade is some bursts old. */
export function joinSession(socket: ClientSocket | EngineSocket, id: string, random: Random): Party {
  const judge = createJudge(id);
  const state = { isUpgraded: false, isClosed: false };
  let failure: unknown;
  let sent = 0;
  let wake: () => void = () => undefined;
  const { on } = socket as ClientSocket;
  on.call(socket, "message", (data: MessageData | ArrayBuffer) => {
    try {
      judge.take(data);
    } catch (error) {
      failure ??= error;
    }
    wake();
  });
  on.call(socket, "upgrade", () => {
    state.isUpgraded = true;
  });
  const closed = new Promise<void>((resolve) => {
    on.call(socket, "close", () => {
      state.isClosed = true;
      wake();
      resolve();
    });
  });
  const send = () => {
    socket.send(encodeNumber(id, sent));
    sent += 1;
  };
  return {
    hasSent: sendBursts(send, random, state),
    sent: () => sent,
    hasReceived: (count) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, patience);
        wake = () => {
          if (judge.seen < count && !state.isClosed) return;
          clearTimeout(timer);
          resolve();
        };
        wake();
      }),
    closed,
    finish: (count) => {
      if (failure !== undefined) throw new Error("a message was not as it was sent", { cause: failure });
      return judge.finish(count);
    },
  };
}
