import type { AcceptedDifference } from "./accepted-difference.ts";

export const handshakeDifferences: readonly AcceptedDifference[] = [
  {
    title: "The answer to a wrong method names the right one",
    reason: "RFC 9110 section 15.5.6 wants an `Allow` header in every 405.",
    scenarios: {
      "server handshake: POST": [
        '- peer: "HTTP/1.1 405 Method Not Allowed\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 19\\r\\n\\r\\n" "Invalid HTTP method"',
        '+ peer: "HTTP/1.1 405 Method Not Allowed\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 19\\r\\nAllow: GET\\r\\n\\r\\n" "Invalid HTTP method"',
      ],
      "server handshake: HEAD": [
        '- peer: "HTTP/1.1 405 Method Not Allowed\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 19\\r\\n\\r\\n" "Invalid HTTP method"',
        '+ peer: "HTTP/1.1 405 Method Not Allowed\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 19\\r\\nAllow: GET\\r\\n\\r\\n" "Invalid HTTP method"',
      ],
    },
  },
  {
    title: "`Upgrade` may be a list",
    reason:
      "RFC 6455 section 4.2.1 asks for an `Upgrade` header that contains `websocket`, and RFC 9110 section 7.8 makes that header a list. `ws` wants it to be the only entry.",
    scenarios: {
      "server handshake: Upgrade is a list": [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 22\\r\\n\\r\\n" "Invalid Upgrade header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
    },
  },
  {
    title: "A malformed extension header is always refused",
    reason:
      "RFC 6455 section 9.1 makes a header that does not follow its grammar fail the handshake. `ws` does not look at it while deflate is off.",
    scenarios: {
      "server handshake: malformed extension while deflate is off": [
        '- peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "- peer: open",
        "- server: connection / protocol= extensions=",
        '+ peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "+ peer: closed",
      ],
    },
  },
  {
    title: "HTTP/1.0 is refused",
    reason: "RFC 6455 section 4.2.1 wants HTTP/1.1 or higher.",
    scenarios: {
      "strictness, server: HTTP/1.0": [
        '- peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "- peer: open",
        "- server: connection / protocol= extensions=",
        '+ peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 20\\r\\n\\r\\n" "Invalid HTTP version"',
        "+ peer: closed",
      ],
    },
  },
  {
    title: "A refusal has one header line for each value",
    reason:
      "RFC 9110 section 5.3: several values of `verifyClient`'s headers become several lines, as everywhere in Node. `ws` joins them by commas, which breaks headers such as `Set-Cookie`.",
    scenarios: {
      "verifyClient: a status, text and headers": [
        '- peer: "HTTP/1.1 503 Service Unavailable\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 7\\r\\nRetry-After: 7\\r\\nX-Two: 1,2\\r\\n\\r\\n" "go away"',
        '+ peer: "HTTP/1.1 503 Service Unavailable\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 7\\r\\nRetry-After: 7\\r\\nX-Two: 1\\r\\nX-Two: 2\\r\\n\\r\\n" "go away"',
      ],
    },
  },
];
