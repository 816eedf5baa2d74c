import { lines, parts } from "../differences.ts";
import { withoutFields } from "../harness/parsed-fields.ts";
import type { Listed } from "./listed.ts";

const PERMESSAGE = "sec-websocket-extensions: permessage-deflate; client_max_window_bits";

/** What applications read and call. */
export const api: Listed = [
  [
    "io(options) in the place of a URL",
    { "no-location": parts(['"undefined//undefined//undefined"', '"http://localhost"']) },
  ],
  [
    "where URLs lead without connecting",
    {
      "no-location": parts(
        [
          '["undefined//HTTP://EXAMPLE.com", "//HTTP://EXAMPLE.com"',
          '["http://HTTP://EXAMPLE.com", "//EXAMPLE.com"',
        ],
        ['["undefined//example.com", "//example.com"', '["http://example.com", "/"'],
        ['["undefined//undefined//example.com", "//undefined//example.com"', '["http://example.com", "/"'],
        ['["undefined//localhost:<port>", "//localhost:<port>"', '["http://localhost:<port>", "/"'],
        ['["undefined//undefined/x", "//undefined/x"', '["http://localhost/x", "/x"'],
        ['["undefined//", "//"', '["http://", "/"'],
        [
          '["undefined//ftp://example.com", "//ftp://example.com"',
          '["http://ftp://example.com", "//example.com"',
        ],
      ),
    },
  ],
  [
    "a query in the URL and in the options",
    {
      "manager-options": lines([
        'script: query "a=url", { a: "url" }',
        'script: query { a: "option", b: "option" }, { a: "url" }',
      ]),
    },
  ],
  [
    "the engine alone: parse",
    { "parsed-fields": withoutFields, "thrown-errors": parts(['"URI too long"', 'Error("URI too long")']) },
  ],
  ["a URL that is too long", { "thrown-errors": parts(['"URI too long"', 'Error("URI too long")']) }],
  [
    /^transports: one that nobody knows/,
    { "thrown-errors": parts(["this._transportsByName[name]", "this[#classes][name]"]) },
  ],
  [
    "the properties of a socket before, with and after a connection",
    { booleans: parts(["recovered: undefined", "recovered: false"]) },
  ],
  ["the properties of a manager", { booleans: parts(['"S1", undefined', '"S1", false']) }],
  [
    "open with a callback, in vain, does not reconnect",
    { booleans: parts(['"closed", undefined', '"closed", false']) },
  ],
  ["coming back: no pid", { booleans: parts(["recovered undefined", "recovered false"]) }],
  [
    "reconnecting: reconnection(false) in reconnect_error",
    { booleans: parts(["state true", "state false"]) },
  ],
  [
    "emitter: listeners() changed by hand",
    {
      "listeners-copy": [
        "a: listeners 2, 0, true, false",
        ...[1, 2].flatMap((round) => [
          `a: listener 1 ${round}`,
          `a: listener 2 ${round}`,
          "a: listeners 2, 0, true, false",
        ]),
        "script: returns 2",
        `ws1: /socket.io/?EIO=4&transport=websocket ${PERMESSAGE}`,
        "ws1: > 40",
      ],
    },
  ],
];
