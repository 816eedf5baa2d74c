import type { AcceptedDifference } from "./accepted-difference.ts";

export const deflateDifferences: readonly AcceptedDifference[] = [
  {
    title: "An offer of deflate that cannot be accepted is declined",
    reason:
      "RFC 7692 section 7 has a server decline an offer with an unknown, repeated or malformed parameter, or one that it does not support, and go on: with the next offer, or without compression. `ws` refuses the handshake with 400. A window with a leading zero is malformed too (RFC 7692 section 7.1.2.1), which `ws` lets pass.",
    scenarios: {
      'deflate offer: permessage-deflate to {"clientMaxWindowBits":11}': [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
      'deflate offer: permessage-deflate; server_no_context_takeover to {"serverNoContextTakeover":false}': [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
      'deflate offer: permessage-deflate; server_max_window_bits=10 to {"serverMaxWindowBits":false}': [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
      "deflate offer: permessage-deflate; server_no_context_takeover; server_no_context_takeover to defaults":
        [
          '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
          "- peer: closed",
          '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
          "+ peer: open",
          "+ server: connection / protocol= extensions=",
        ],
      "deflate offer: permessage-deflate; client_max_window_bits=16 to defaults": [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
      "deflate offer: permessage-deflate; client_max_window_bits=7 to defaults": [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
      "deflate offer: permessage-deflate; server_max_window_bits to defaults": [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
      "deflate offer: permessage-deflate; server_no_context_takeover=1 to defaults": [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
      "deflate offer: permessage-deflate; server_max_window_bits=08 to defaults": [
        '- peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8\\r\\n\\r\\n" ""',
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "- server: connection / protocol= extensions=permessage-deflate",
        "+ server: connection / protocol= extensions=",
      ],
      "deflate offer: permessage-deflate; unknown to defaults": [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=",
      ],
    },
  },
  {
    title: "The smaller of two windows is used",
    reason:
      "RFC 7692 sections 7.1.2.1 and 7.1.2.2 let a server answer with the window that the client asked for, or a smaller one. When the client's is smaller than the option says, `ws` refuses the handshake with 400.",
    scenarios: {
      'deflate offer: permessage-deflate; client_max_window_bits=10 to {"clientMaxWindowBits":12}': [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=permessage-deflate",
      ],
      'deflate offer: permessage-deflate; server_max_window_bits=10 to {"serverMaxWindowBits":11}': [
        '- peer: "HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Type: text/html\\r\\nContent-Length: 55\\r\\n\\r\\n" "Invalid or unacceptable Sec-WebSocket-Extensions header"',
        "- peer: closed",
        '+ peer: "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\\r\\n\\r\\n" ""',
        "+ peer: open",
        "+ server: connection / protocol= extensions=permessage-deflate",
      ],
    },
  },
  {
    title: "A client fails when the answer breaks its offer",
    reason:
      "RFC 7692 section 7.1.2.1: the server's window must not be larger than the one asked for. RFC 6455 section 4.1: what a server accepts must have been offered, and deflate was offered once. `ws` opens.",
    scenarios: {
      "client handshake: a larger server window than asked for": [
        "- client: open() in 1",
        "- client: protocol= extensions=permessage-deflate",
        "- client: close(1005, Buffer<>) in 3",
        "- client: url=ws://127.0.0.1:<port>/ protocol= extensions=permessage-deflate",
        "+ client: error(Error: Invalid Sec-WebSocket-Extensions header) in 2",
        "+ client: close(1006, Buffer<>) in 3",
        "+ client: url=ws://127.0.0.1:<port>/ protocol= extensions=",
      ],
      "client handshake: deflate twice": [
        "- client: open() in 1",
        "- client: protocol= extensions=permessage-deflate",
        "- client: close(1005, Buffer<>) in 3",
        "- client: url=ws://127.0.0.1:<port>/ protocol= extensions=permessage-deflate",
        "+ client: error(Error: Invalid Sec-WebSocket-Extensions header) in 2",
        "+ client: close(1006, Buffer<>) in 3",
        "+ client: url=ws://127.0.0.1:<port>/ protocol= extensions=",
      ],
    },
  },
];
