import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseClientMessage } from "./messages.ts";

describe("parseClientMessage", () => {
  it.each([
    { type: "join", name: "Ada" },
    { type: "rename", name: "Ada" },
    { type: "say", text: "hello", ref: "7" },
  ])("reads %j and leaves out what does not belong", (message) => {
    expect(parseClientMessage(JSON.stringify({ ...message, more: 1 }))).toEqual(message);
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '"join"',
    '{"type":"join"}',
    '{"type":"join","name":1}',
    '{"type":"say","text":"x"}',
    '{"type":"say","text":{},"ref":"1"}',
    `{"type":"say","text":"x","ref":"${"r".repeat(41)}"}`,
    '{"type":"welcome","name":"x"}',
    '{"__proto__":{"type":"join","name":"x"}}',
  ])("refuses %s", (json) => {
    expect(parseClientMessage(json)).toBeUndefined();
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (json) => void parseClientMessage(json)));
  });
});
