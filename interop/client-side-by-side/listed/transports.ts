import { lines, parts } from "../differences.ts";
import type { Listed } from "./listed.ts";

/** What a client that failed to make its first request tells. */
function failed(error: string): string {
  return `a: connect_error ${error}, true\na: manager error ${error}`;
}

function badTransport(description: string): string {
  return `{ error: TransportError("xhr poll error"), type: "TransportError", description: ${description} }`;
}

const NO_SLASH = 'SyntaxError("Invalid URL: ws://127.0.0.1:<port>custom/?EIO=4&transport=websocket")';
const OWN_ERROR =
  '{ error: TransportError("own error"), type: "TransportError", description: "the description", context: {} }';
/** Transports that fail, and upgrades. */
export const transports: Listed = [
  [
    "options in requests: path without a slash, websocket",
    { "failing-transport": (published) => [...failed(NO_SLASH).split("\n"), ...published] },
  ],
  [
    "options in requests: path without a slash, polling",
    {
      "failing-transport": parts(
        ["description: 0", 'description: TypeError("Invalid URL")'],
        ['responseText: "Error: connect ECONNREFUSED 127.0.0.1:<port>"', 'responseText: ""'],
      ),
    },
  ],
  [
    "transports: webtransport, which Node does not have",
    {
      "failing-transport": (published) => [
        ...failed('ReferenceError("WebTransport is not defined")').split("\n"),
        ...published,
      ],
    },
  ],
  [
    "transports: classes",
    {
      "failing-transport": lines([
        failed(badTransport(`TypeError("Cannot read properties of undefined (reading 'open')")`)),
        failed(badTransport('ReferenceError("XMLHttpRequest is not defined")')),
      ]),
    },
  ],
  [
    "a transport class of one's own that fails",
    {
      "failing-transport": [
        ...failed(OWN_ERROR).split("\n"),
        `a: engine error ${OWN_ERROR}`,
        `a: engine close "transport error", ${OWN_ERROR}`,
        'script: state "closed"',
        "transport: doClose",
      ],
    },
  ],
  [
    "requestTimeout",
    {
      "request-timeout": (published) => [
        ...failed(
          `{ error: TransportError("xhr poll error"), type: "TransportError", description: 0, context: { status: 0, responseText: "Error: timeout" } }`,
        ).split("\n"),
        ...published,
      ],
    },
  ],
  [
    /^the probe is answered with /,
    { "failed-probe": lines(["ws1: > 2probe", "ws1: > 2probe\nws1: closed 1005"]) },
  ],
  [
    "the server offers what the client does not know or want",
    {
      "same-transport": lines(
        ["a: manager open", 'a: manager open\na: connect "N1", true'],
        [
          "http GET: /socket.io/?EIO=4&transport=polling&sid=S1&t=<t> accept: */*",
          "http GET: /socket.io/?EIO=4&transport=polling&t=<t>&sid=S1 accept: */*",
        ],
      ),
    },
  ],
];
