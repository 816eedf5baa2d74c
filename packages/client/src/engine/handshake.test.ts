import { expect, test } from "vitest";
import { parseHandshake } from "./handshake.ts";
import { handshake } from "./testing/fake-transport.ts";

test.each([
  {},
  { extra: [1] },
  { maxPayload: undefined },
  { maxPayload: null },
  { upgrades: ["websocket", "something"] },
  { pingInterval: 1e9 },
  { pingInterval: 0.5 },
])("takes %j", (changes) => {
  const text = handshake(changes);
  expect(parseHandshake(text)).toEqual(JSON.parse(text));
});

test.each([
  undefined,
  "",
  "{",
  "null",
  "1",
  '"text"',
  "[]",
  "{}",
  ...[
    ...[undefined, null, "", 1, {}, "\ud800"].map((sid) => ({ sid })),
    ...[undefined, null, "websocket", { length: 1 }].map((upgrades) => ({ upgrades })),
    ...[undefined, null, 0, -1, 1e9 + 1, 1e12, "25000", "x", []].flatMap((delay) => [
      { pingInterval: delay },
      { pingTimeout: delay },
    ]),
    ...[-1, "x", {}].map((maxPayload) => ({ maxPayload })),
  ].map(handshake),
])("refuses %s", (text) => {
  expect(parseHandshake(text as string)).toBeUndefined();
});
