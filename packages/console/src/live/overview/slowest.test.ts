import { expect, it } from "vitest";
import type { SocketQuery, SocketRow } from "../../contract/index.ts";
import type { ConsoleChannel } from "../../link/index.ts";
import { findSlowest } from "./slowest.ts";

const QUEUES: Readonly<Record<string, readonly number[]>> = { "/": [5, 0], "/chat": [9, 1] };

async function ask(event: string, question: unknown): Promise<unknown> {
  if (event === "namespaces")
    return { total: 2, rows: Object.keys(QUEUES).map((name) => ({ name, sockets: 2 })) };
  const { namespace } = question as SocketQuery;
  return { total: 2, rows: QUEUES[namespace]!.map((queued) => ({ id: `s${queued}`, queued }) as SocketRow) };
}

it("finds the sockets with the most packets waiting in all namespaces, and none that keep up", async () => {
  const slowest = await findSlowest({ ask: ask as ConsoleChannel["ask"] });
  expect(slowest.map(({ namespace, queued }) => [namespace, queued])).toEqual([
    ["/chat", 9],
    ["/", 5],
    ["/chat", 1],
  ]);
});
