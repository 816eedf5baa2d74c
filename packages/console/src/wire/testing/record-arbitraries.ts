import fc from "fast-check";
import type { WireRecord } from "../index.ts";

const anyText = fc
  .array(fc.oneof(fc.nat(0xffff), fc.nat(0x7f)), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));

const pieces = fc.constantFrom(
  "\u001e",
  "0",
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "b",
  "probe",
  "40",
  "42",
  "43",
  "44",
  "451-",
  "461-",
  "/chat,",
  "7",
  '["chat",1]',
  '["a",{"b":["\\"]"]}]',
  '{"sid":"x"}',
  '{"sid":"s","pingInterval":25000}',
  "[",
  "]",
  "{",
  "}",
  '"',
  ",",
  ":",
  "AQI=",
  "4:42[]",
  "2:40",
  "é",
  "😀",
  '{"_placeholder":true,"num":0}',
  "<html>",
  '{"code":1,"message":"x"}',
  "ok",
);

/** Text that is nearly something. */
const nearlyText = fc
  .array(fc.oneof({ weight: 4, arbitrary: pieces }, anyText), { maxLength: 10 })
  .map((parts) => parts.join(""));

const payload = fc.oneof(nearlyText, fc.uint8Array({ maxLength: 200 }));
const direction = fc.constantFrom("in" as const, "out" as const);
const id = fc.nat(3);
const at = fc.constant(0);
const url = fc.oneof(
  nearlyText,
  nearlyText.map((query) => `http://localhost:3000/socket.io/?EIO=4&transport=polling&${query}`),
);

/** Any record at all, often one that was seen before, or makes no sense. */
export const anyRecord: fc.Arbitrary<WireRecord> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("http" as const),
      id,
      at,
      method: fc.constantFrom("GET", "POST", "OPTIONS", ""),
      url,
      requestBody: payload,
      status: fc.oneof(fc.constantFrom(200, 204, 400, 403, 404, 502), fc.nat(999)),
      responseBody: payload,
      error: nearlyText,
    },
    { requiredKeys: ["kind", "id", "at", "method", "url"] },
  ),
  fc.record(
    {
      kind: fc.constant("opening" as const),
      id,
      at,
      transport: fc.constantFrom("websocket" as const, "webtransport" as const),
      url,
      state: fc.constantFrom("opening" as const, "open" as const, "failed" as const),
      extensions: nearlyText,
    },
    { requiredKeys: ["kind", "id", "at", "transport", "url", "state"] },
  ),
  fc.record({ kind: fc.constant("frame" as const), id, at, direction, data: payload }),
  fc.record(
    {
      kind: fc.constant("packet" as const),
      id,
      at,
      direction,
      transport: fc.constant("polling"),
      type: fc.constantFrom("open", "ping", "pong", "message", "close", "upgrade", "noop", "other"),
      data: payload,
    },
    { requiredKeys: ["kind", "id", "at", "direction", "transport", "type"] },
  ),
  fc.record({
    kind: fc.constant("closing" as const),
    id,
    at,
    code: fc.oneof(fc.integer({ min: 999, max: 1016 }), fc.nat(70_000)),
    reason: nearlyText,
  }),
  fc.record({
    kind: fc.constant("note" as const),
    id,
    at,
    tone: fc.constantFrom("good" as const, "bad" as const, "busy" as const, "fault" as const),
    text: fc.string({ minLength: 1 }),
  }),
);
