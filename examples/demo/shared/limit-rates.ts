import type { Event } from "@sockeye/server";

import type { Acknowledge } from "./answer.ts";
import { TokenBucket } from "./rate-limit.ts";
import type { RateLimit } from "./rate-limit.ts";

interface Limited {
  use(middleware: (event: Event, next: (error?: Error) => void) => void): unknown;
}

/** Events of this socket beyond their rate are answered with an error, if they want an answer, and go no further. */
export function limitRates(socket: Limited, rates: Readonly<Record<string, RateLimit>>): void {
  const buckets = new Map(
    Object.entries(rates).map(([event, rate]) => [event, new TokenBucket(rate, Date.now())]),
  );
  socket.use(([event, ...args], next) => {
    const waitMs = buckets.get(event)?.take(Date.now()) ?? 0;
    if (waitMs === 0) return next();
    const answer: unknown = args.at(-1);
    if (typeof answer !== "function") return;
    (answer as Acknowledge<never>)({ error: `Slow down a little: wait ${Math.ceil(waitMs / 1000)} s.` });
  });
}
