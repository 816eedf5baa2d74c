import { VirtualClock } from "@sockeye/testkit";

import { DeadlineQueue } from "../../../runtime/deadline-queue.ts";
import { FakeApp, type FakeRequestInit } from "./fake-app.ts";
import type { FakeResponse } from "./fake-response.ts";
import { UwsExchange } from "../uws-exchange.ts";
import { copyRequest } from "../uws-request.ts";

/** A host with one request, and who reads its body. */
export function bench({ most = 1_000, limit = 100 } = {}) {
  const clock = new VirtualClock();
  const deadlines = new DeadlineQueue(clock);
  const early = { held: 0, most };
  const app = new FakeApp();
  let exchange!: UwsExchange;
  app.any("/", (response, request) => {
    const bodyTimes = { bodyTimeout: 10_000, wholeBodyTimeout: 300_000 };
    const context = { deadlines, bodyTimes, maxHttpBufferSize: limit, early };
    exchange = new UwsExchange(response, copyRequest(response, request), context);
  });
  const outcomes: string[] = [];
  const receiver = {
    onBody: (body: Uint8Array) => outcomes.push(`body ${String(body)}`),
    onFailure: (code: string) => outcomes.push(code),
  };
  return {
    clock,
    deadlines,
    early,
    outcomes,
    ask(init: Partial<FakeRequestInit> = {}): { exchange: UwsExchange; response: FakeResponse } {
      const response = app.request({ url: "/", ...init });
      return { exchange, response };
    },
    read(one: UwsExchange): void {
      one.readBody(limit, receiver);
    },
  };
}

export const post = (length: number | string, body?: string): Partial<FakeRequestInit> => ({
  method: "POST",
  headers: { "content-length": String(length) },
  ...(body === undefined ? {} : { body }),
});
