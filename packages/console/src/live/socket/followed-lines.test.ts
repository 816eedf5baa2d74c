import { expect, it } from "vitest";
import type { Followed } from "../../contract/index.ts";
import { FollowedLines } from "./followed-lines.ts";

const message = (data: Followed["data"] & string): Followed => ({
  at: 1,
  direction: "in",
  transport: "websocket",
  type: "message",
  data,
});

it("explains packets as they come", () => {
  const followed = new FollowedLines();
  followed.add([{ at: 1, direction: "out", transport: "polling", type: "ping" }, message('2["hello"]')]);
  expect(followed.lines.map(({ record }) => record)).toEqual([
    { kind: "packet", id: 0, at: 1, direction: "out", transport: "polling", type: "ping" },
    {
      kind: "packet",
      id: 1,
      at: 1,
      direction: "in",
      transport: "websocket",
      type: "message",
      data: '2["hello"]',
    },
  ]);
  expect(followed.lines[1]!.layer).toMatchObject({ kind: "engine", children: [{ kind: "socket" }] });
});

it("takes the bytes of browsers for what they are", () => {
  const followed = new FollowedLines();
  const buffer = Uint8Array.of(1, 2, 255).buffer;
  followed.add([message('51-["picture",{"_placeholder":true,"num":0}]')]);
  followed.add([{ ...message(""), data: buffer as unknown as Uint8Array }]);
  expect(followed.lines[1]!.record).toMatchObject({ data: Uint8Array.of(1, 2, 255) });
  expect(followed.lines[1]!.layer.bytes).toEqual(Uint8Array.of(1, 2, 255));
});

it("keeps the newest two thousand, numbered on", () => {
  const followed = new FollowedLines();
  followed.add(Array.from({ length: 1_500 }, () => message("2[]")));
  followed.add(Array.from({ length: 1_500 }, () => message("2[]")));
  expect([followed.lines.length, followed.lines[0]!.record.id]).toEqual([2_000, 1_000]);
  followed.clear();
  followed.add([message("2[]")]);
  expect(followed.lines.map(({ record }) => record.id)).toEqual([3_000]);
});

it("keeps no more than eight megabytes", () => {
  const followed = new FollowedLines();
  const large = `2["${"a".repeat(3_000_000)}"]`;
  followed.add([message(large), message(large), message(large)]);
  expect(followed.lines.map(({ record }) => record.id)).toEqual([1, 2]);
});
