import { lines, parts } from "../differences.ts";
import type { Listed } from "./listed.ts";

const POST = "accept: */*; content-type: text/plain;charset=UTF-8";

const INVALID = 'Error("invalid packet")';

/** What is sent, and what is made of what comes. */
export const packets: Listed = [
  [
    "the first answer is CONNECT_ERROR without a payload",
    {
      "strict-packets": lines(
        [
          'a: manager close "forced close", undefined',
          `a: disconnect parse error ${INVALID}, false, true, undefined\na: manager close "parse error", ${INVALID}`,
        ],
        [
          `process: uncaughtException TypeError("Cannot read properties of undefined (reading 'message')")`,
          "",
        ],
        ['script: state false, undefined, false, "closed"', 'script: state false, undefined, true, "closed"'],
      ),
    },
  ],
  [
    "over WebSocket: an event without a payload",
    {
      "strict-packets": lines(
        [
          "a: event undefined",
          `a: disconnect parse error ${INVALID}, false, true, undefined\na: manager close "parse error", ${INVALID}`,
        ],
        [
          'b: connect "N2", true',
          `b: connect "N2", true\nb: disconnect parse error ${INVALID}, false, true, undefined`,
        ],
        ['process: uncaughtException RangeError("Invalid array length")', ""],
        ["script: states true, true, true, true", "script: states false, false, true, true"],
        ['script: engine "open", "open"', 'script: engine "closed", "closed"'],
        ["ws1: > 40/x,", "ws1: > 40/x,\nws1: closed 1005"],
      ),
    },
  ],
  [
    "over WebSocket: an empty message",
    {
      "strict-packets": parts([
        `TypeError("Cannot read properties of undefined (reading 'base64')")`,
        'Error("invalid packet")',
      ]),
    },
  ],
  [
    /^over WebSocket: (?:DISCONNECT with a payload|an event (?:that is an object|without a name|with a broken payload|with null for a name)|a reserved event: .*|an acknowledgement that is an object|an unknown packet|(?:no|eleven) attachments|attachments (?:without a count|that are missing)|a fraction of attachments|an attachment that nobody awaits|a placeholder that .*|packets behind a bad one)$|^reconnecting: a bad packet and a return$/,
    {
      "refusal-text": parts([/(?<=parse error(?: |", ))Error\("[^"]+"\)/g, 'Error("invalid packet")']),
    },
  ],
  [
    "over polling: broken base64",
    {
      "strict-packets": lines(
        [
          'a: disconnect parse error Error("got binary data when not reconstructing a packet"), false, true, undefined',
          'a: manager error Error("server error")\na: disconnect transport error Error("server error"), false, true, undefined',
        ],
        [
          'a: manager close "parse error", Error("got binary data when not reconstructing a packet")',
          'a: manager close "transport error", Error("server error")',
        ],
      ),
    },
  ],
  [
    "one twice comes, websocket",
    {
      "strict-packets": lines(
        [
          'a: event "x", Buffer<01>, Buffer<01>',
          'a: disconnect parse error Error("invalid packet"), false, true, undefined\na: manager close "parse error", Error("invalid packet")',
        ],
        ["script: state true", "script: state false"],
        ["ws1: > 40", "ws1: > 40\nws1: closed 1005"],
      ),
    },
  ],
  [
    "one twice comes, polling",
    {
      "strict-packets": lines(
        [
          'a: event "x", Buffer<01>, Buffer<01>',
          'a: disconnect parse error Error("invalid packet"), false, true, undefined\na: manager close "parse error", Error("invalid packet")',
        ],
        ["http GET: /socket.io/?EIO=4&transport=polling&t=<t>&sid=S1 accept: */*", ""],
        [
          `http POST: /socket.io/?EIO=4&transport=polling&t=<t>&sid=S1 ${POST} "40"`,
          `http POST: /socket.io/?EIO=4&transport=polling&t=<t>&sid=S1 ${POST} "40"\nhttp POST: /socket.io/?EIO=4&transport=polling&t=<t>&sid=S1 ${POST} "1"`,
        ],
        ["script: state true", "script: state false"],
      ),
    },
  ],
  [
    "over polling: events and the engine's close",
    { "kept-events": lines(['a: connect "N1", true', 'a: connect "N1", true\na: event "a"']) },
  ],
  [
    /^over polling: (?:a good packet, then garbage|an empty packet|a separator)/,
    {
      "kept-events": lines([
        'a: manager error Error("server error")',
        'a: manager error Error("server error")\na: event "a"',
      ]),
    },
  ],
  [
    "connect() while CONNECT waits for its answer",
    { "connect-once": lines(["ws1: > 40\nws1: > 40", "ws1: > 40"]) },
  ],
  [
    "auth is a function that answers twice, /",
    { "connect-once": lines(['a: connect "N2", true', ""], ['ws1: > 40{"n":2}', ""]) },
  ],
  [
    "acknowledging after the end, and after a reconnection",
    { "stale-ack": lines(['ws2: > 432["late"]', ""]) },
  ],
  [
    "a Blob is sent, websocket",
    { "blob-in-node": lines(["ws1: > 4[object Blob]", "ws1: > binary 626c6f62"]) },
  ],
  [
    "a File is sent, websocket",
    { "blob-in-node": lines(["ws1: > 4[object File]", "ws1: > binary 66696c65"]) },
  ],
  [
    "a Blob in an object is sent, websocket",
    { "blob-in-node": lines(["ws1: > 4[object Blob]", "ws1: > binary 78"]) },
  ],
  ["a Blob is sent, polling", { "blob-in-node": parts(["4[object Blob]", "bYmxvYg=="]) }],
  ["a File is sent, polling", { "blob-in-node": parts(["4[object File]", "bZmlsZQ=="]) }],
  ["a Blob in an object is sent, polling", { "blob-in-node": parts(["4[object Blob]", "beA=="]) }],
];
