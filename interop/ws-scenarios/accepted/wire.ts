import type { AcceptedDifference } from "./accepted-difference.ts";

export const wireDifferences: readonly AcceptedDifference[] = [
  {
    title: "Lengths must be minimal",
    reason:
      "RFC 6455 section 5.2: a payload length that could have been written shorter is a protocol error, 1002. `ws` accepts it.",
    scenarios: {
      "strictness, server: a length of 1 in 16 bits": [
        "- accepted: message(Buffer<61>, false) in 1",
        "- accepted: ping(Buffer<7374696c6c207468657265>) in 1",
        "- peer: pong 7374696c6c207468657265",
        "+ accepted: error(RangeError[WS_ERR_NON_MINIMAL_LENGTH]: Invalid WebSocket frame: the payload length must use the shortest form) in 2",
        '+ peer: close 1002 ""',
      ],
      "strictness, server: a length of 1 in 64 bits": [
        "- accepted: message(Buffer<61>, false) in 1",
        "- accepted: ping(Buffer<7374696c6c207468657265>) in 1",
        "- peer: pong 7374696c6c207468657265",
        "+ accepted: error(RangeError[WS_ERR_NON_MINIMAL_LENGTH]: Invalid WebSocket frame: the payload length must use the shortest form) in 2",
        '+ peer: close 1002 ""',
      ],
      "strictness, server: a length of 0 in 16 bits": [
        "- accepted: message(Buffer<>, true) in 1",
        "- accepted: ping(Buffer<7374696c6c207468657265>) in 1",
        "- peer: pong 7374696c6c207468657265",
        "+ accepted: error(RangeError[WS_ERR_NON_MINIMAL_LENGTH]: Invalid WebSocket frame: the payload length must use the shortest form) in 2",
        '+ peer: close 1002 ""',
      ],
      "strictness, client: a length of 1 in 16 bits": [
        "- client: message(Buffer<61>, false) in 1",
        "- client: ping(Buffer<7374696c6c207468657265>) in 1",
        "+ client: error(RangeError[WS_ERR_NON_MINIMAL_LENGTH]: Invalid WebSocket frame: the payload length must use the shortest form) in 2",
        "- peer: pong masked 7374696c6c207468657265",
        '+ peer: close masked 1002 ""',
      ],
      "strictness, client: a length of 1 in 64 bits": [
        "- client: message(Buffer<61>, false) in 1",
        "- client: ping(Buffer<7374696c6c207468657265>) in 1",
        "+ client: error(RangeError[WS_ERR_NON_MINIMAL_LENGTH]: Invalid WebSocket frame: the payload length must use the shortest form) in 2",
        "- peer: pong masked 7374696c6c207468657265",
        '+ peer: close masked 1002 ""',
      ],
    },
  },
  {
    title: "The first bit of a length must be 0",
    reason:
      "RFC 6455 section 5.2: a 64-bit length whose first bit is set is a protocol error, 1002. For `ws` it is a large length, 1009.",
    scenarios: {
      "frame error, server: a length of 2^63": [
        "- accepted: error(RangeError[WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH]: Unsupported WebSocket frame: payload length > 2^53 - 1) in 2",
        "+ accepted: error(RangeError[WS_ERR_INVALID_PAYLOAD_LENGTH]: Invalid WebSocket frame: the most significant bit of the payload length must be clear) in 2",
        '- peer: close 1009 "" ended true',
        '+ peer: close 1002 "" ended true',
      ],
      "frame error, client: a length of 2^63": [
        "- client: error(RangeError[WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH]: Unsupported WebSocket frame: payload length > 2^53 - 1) in 2",
        "+ client: error(RangeError[WS_ERR_INVALID_PAYLOAD_LENGTH]: Invalid WebSocket frame: the most significant bit of the payload length must be clear) in 2",
        '- peer: close masked 1009 ""',
        '+ peer: close masked 1002 ""',
      ],
    },
  },
  {
    title: "Text fails at its first bad byte",
    reason:
      "RFC 6455 section 8.1: bytes that are not UTF-8 fail the connection with 1007 as soon as they are there. `ws` waits for the end of the message, and acts on what lies in between.",
    scenarios: {
      "strictness, server: text that is not UTF-8 in a fragment that others follow": [
        "- accepted: ping(Buffer<7374696c6c207468657265>) in 1",
        "- peer: pong 7374696c6c207468657265",
        "+ accepted: error(Error[WS_ERR_INVALID_UTF8]: Invalid WebSocket frame: invalid UTF-8 sequence) in 2",
        '+ peer: close 1007 ""',
      ],
      "strictness, client: text that is not UTF-8 in a fragment that others follow": [
        "- client: ping(Buffer<7374696c6c207468657265>) in 1",
        "+ client: error(Error[WS_ERR_INVALID_UTF8]: Invalid WebSocket frame: invalid UTF-8 sequence) in 2",
        "- peer: pong masked 7374696c6c207468657265",
        '+ peer: close masked 1007 ""',
      ],
      "strictness, server: text that is not UTF-8 in a frame that has not ended": [
        "+ accepted: error(Error[WS_ERR_INVALID_UTF8]: Invalid WebSocket frame: invalid UTF-8 sequence) in 2",
        "- peer: ",
        '+ peer: close 1007 ""',
      ],
    },
  },
  {
    title: "The `mask` option is ignored",
    reason:
      "RFC 6455 section 5.1: a client masks every frame and a server none. With the other value `ws` sends frames that every peer must refuse.",
    scenarios: {
      "send: mask false by a client is refused by a strict server": [
        "- accepted: error(RangeError[WS_ERR_EXPECTED_MASK]: Invalid WebSocket frame: MASK must be set) in 2",
        "- accepted: close(1006, Buffer<>) in 3",
        "+ accepted: message(Buffer<756e6d61736b6564>, false) in 1",
        "+ accepted: close(1000, Buffer<>) in 3",
        "- client: close(1002, Buffer<>) in 3",
        "+ client: close(1000, Buffer<>) in 3",
      ],
      "send: mask true by a server is refused by a strict client": [
        "- accepted: close(1002, Buffer<>) in 3",
        "+ accepted: close(1000, Buffer<>) in 3",
        "- client: error(RangeError[WS_ERR_UNEXPECTED_MASK]: Invalid WebSocket frame: MASK must be clear) in 2",
        "- client: close(1006, Buffer<>) in 3",
        "+ client: message(Buffer<6d61736b6564>, false) in 1",
        "+ client: close(1000, Buffer<>) in 3",
      ],
    },
  },
  {
    title: "A client lets the server end the connection",
    reason:
      "RFC 6455 section 7.1.1: after the closing handshake the server closes first, and the client waits for that, two seconds at the most. A client of `ws` ends its side at once when the server began.",
    scenarios: {
      "closing: who ends the connection when a server has answered a close frame and does not": [
        "- connection: ended by the client",
        "+ connection: ended by nobody yet",
      ],
    },
  },
];
