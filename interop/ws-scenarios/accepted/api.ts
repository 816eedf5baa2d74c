import type { AcceptedDifference } from "./accepted-difference.ts";

export const apiDifferences: readonly AcceptedDifference[] = [
  {
    title: "What a peer sends cannot end the process",
    reason:
      "An `error` event that a peer caused is emitted only when somebody listens; the connection fails and closes either way. In `ws` nobody listening is an uncaught exception. An error on the way to a connection is one here too, because there the caller is waiting for it.",
    scenarios: {
      "resilience: a peer breaks a rule while nobody listens to errors": [
        "- process: uncaughtException RangeError[WS_ERR_UNEXPECTED_RSV_2_3]: Invalid WebSocket frame: RSV2 and RSV3 must be clear",
        "+ accepted: close(1006, Buffer<>) in 3",
      ],
    },
  },
  {
    title: "A listener that throws loses no messages",
    reason:
      "The exception reaches the process as from any emitter, and the rest of the chunk is still read. A socket of `ws` stays open and reads no more.",
    scenarios: {
      "resilience: a listener throws between two messages of one chunk": [
        "+ accepted: message(Buffer<74776f>, false) in 1",
      ],
    },
  },
  {
    title: "At most 100 pings and pongs a second",
    reason:
      "More of them fail the connection with 1008 and `WS_ERR_TOO_MANY_CONTROL_FRAMES`, so that a peer cannot keep a server busy for nothing. Set `maxControlFramesPerSecond` to `Infinity` to take them all, as `ws` does.",
    scenarios: {
      "resilience: 101 pings in a second": [
        "- accepted: close(1000, Buffer<>) in 3",
        "+ accepted: error(RangeError[WS_ERR_TOO_MANY_CONTROL_FRAMES]: Too many control frames) in 2",
        "+ accepted: close(1006, Buffer<>) in 3",
      ],
    },
  },
  {
    title: "Small messages leave at the end of the turn",
    reason:
      "All messages that a connection sends in one turn of the event loop are one write, which is most of what makes it cheap; until then `bufferedAmount` counts them. `ws` writes at once. Whoever calls `process.exit` right after `send` must wait for its callback, as with any stream.",
    scenarios: {
      "send: bufferedAmount in the turn of a small message": ["- client: 0", "+ client: 9"],
    },
  },
  {
    title: "At most 64 MiB wait for a slow peer",
    reason:
      "What a peer does not read stays in memory, so it is bounded: beyond `maxBufferedBytes` the connection fails with `WS_ERR_SLOW_CONSUMER`. `ws` has no limit. Set the option to `Infinity` for that.",
    scenarios: {
      "send: more than 64 MiB to a peer that does not read": [
        "+ accepted: error(RangeError[WS_ERR_SLOW_CONSUMER]: Max buffered bytes exceeded: the peer reads too slowly) in 2",
      ],
    },
  },
  {
    title: '`binaryType` "fragments" has one element',
    reason:
      "Fragments are assembled as they arrive, so that the number of them costs no memory: the array has one Buffer, or none for an empty message. `ws` has one Buffer for each frame.",
    scenarios: {
      "receive: binaryType fragments": [
        "- client: message([Buffer<61>, Buffer<62>], true) in 1",
        "+ client: message([Buffer<6162>], true) in 1",
      ],
    },
  },
  {
    title: "A stream that is destroyed with an error before open emits that error",
    reason:
      "Who destroys the stream knows why. `ws` emits `WebSocket was closed before the connection was established` instead.",
    scenarios: {
      "stream: destroy with an error before open": [
        "- stream: error(Error: WebSocket was closed before the connection was established)",
        "+ stream: error(Error: mine)",
      ],
    },
  },
  {
    title: "A malformed header has an error message of its own",
    reason:
      "Both throw a `TypeError` at the call; ours says which characters a name may have, and has no `code`.",
    scenarios: {
      "client construction: a malformed header": [
        '- client: new threw TypeError[ERR_INVALID_HTTP_TOKEN]: Header name must be a valid HTTP token ["bad header"]',
        '+ client: new threw TypeError: Header name "bad header" is not an HTTP token: use only letters, digits and !#$%&\'*+-.^_`|~',
      ],
    },
  },
  {
    title: "A redirect that cannot be followed leaves `url` alone",
    reason:
      "`url` is the address of the last request that was made. `ws` sets it to the address that it then refuses.",
    scenarios: {
      "client handshake: a redirect to a fragment": [
        "- client: url=ws://127.0.0.1/#a protocol= extensions=",
        "+ client: url=ws://127.0.0.1:<port>/ protocol= extensions=",
      ],
      "client handshake: a redirect to another scheme": [
        "- client: url=ftp://127.0.0.1/ protocol= extensions=",
        "+ client: url=ws://127.0.0.1:<port>/ protocol= extensions=",
      ],
    },
  },
];
