import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { LogEntry } from "../log-entry.ts";
import { defaultSetup } from "../setups/default-setup.ts";
import { exportLog } from "./export-log.ts";

test("JSON without secrets, with bytes as hex", () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 10_000; depth++) deep = [deep];
  const log: LogEntry[] = [
    { id: 7, at: 0, kind: "received", title: "picture", args: [{ data: Uint8Array.of(1, 255) }, null] },
    { id: 8, at: 1, kind: "received", title: "deep", args: [deep] },
  ];
  const setup = {
    ...defaultSetup({ origin: "http://host" }),
    auth: '{"token":"hidden"}',
    query: "token=hidden&a=1",
  };
  const text = exportLog({ setup, log: signal(log) });
  expect(text).not.toContain("hidden");
  const { entries } = JSON.parse(text) as { entries: unknown[] };
  expect(entries[0]).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    kind: "received",
    title: "picture",
    args: [{ data: { $hex: "01ff" } }, null],
  });
  expect(entries).toHaveLength(2);
});
