import { lines, type Rewrite, times } from "../differences.ts";
import type { Listed } from "./listed.ts";

const PERMESSAGE = "sec-websocket-extensions: permessage-deflate; client_max_window_bits";

const POST = "accept: */*; content-type: text/plain;charset=UTF-8";

/** An open packet that is none is refused at once. */
const refusedOverWebSocket: Rewrite = [
  'a: +0 connect_error Error("server error"), true',
  'a: +0 manager error Error("server error")',
  'script: +10 state false, "closed", "closed", null',
  `ws1: +0 /socket.io/?EIO=4&transport=websocket ${PERMESSAGE}`,
  "ws1: +0 closed 1005",
];

const refusedOverPolling: Rewrite = [
  'a: +0 connect_error Error("server error"), true',
  'a: +0 manager error Error("server error")',
  "http GET: +0 /socket.io/?EIO=4&transport=polling&t=<t> accept: */*",
  `http POST: +0 /socket.io/?EIO=4&transport=polling&t=<t> ${POST} "1"`,
  'script: +10 state false, "closed", "closed", null',
];

/** Refused, and not good for anything: `upgrades` must be a list, intervals positive numbers that a timer can wait for. */
const BAD_OPEN =
  /^the first packet is 0(?:|\{|\{\}|null|\[\]|true|7|"text"|\{"sid":"S"\}|\{"sid":(?:1|"")\W.*|\{.*"upgrades":(?:null|"websocket").*|\{.*"pingInterval":(?:0|-1|1e12|"x").*|\{.*"pingTimeout":null.*|\{.*"maxPayload":(?:-5|"x").*), /;

/** How connections begin and come back. */
export const opening: Listed = [
  [new RegExp(`${BAD_OPEN.source}websocket$`), { "bad-open-packet": refusedOverWebSocket }],
  [new RegExp(`${BAD_OPEN.source}polling$`), { "bad-open-packet": refusedOverPolling }],
  [
    "the first packet is 1, polling",
    {
      "end-before-open": lines(
        [
          'a: +1000 connect_error Error("timeout"), true',
          'a: +0 connect_error Error("transport close"), true',
        ],
        ['a: +1000 manager error Error("timeout")', 'a: +0 manager error Error("transport close")'],
        [
          'script: +10 state false, "opening", "closed", null',
          'script: +10 state false, "closed", "closed", null',
        ],
      ),
    },
  ],
  [
    "disconnect, twice, and connect again: while the engine opens, polling",
    {
      "abandoned-poll": (published) => {
        const first = published.findIndex((line) => line.startsWith("http GET: "));
        return published.toSpliced(first, 1).map((line) => line.replace("sid=S2", "sid=S1"));
      },
    },
  ],
  [
    "the first packet is 2, websocket",
    {
      "early-ping": lines(
        [
          'script: +10 state false, "opening", "closed", null',
          'script: +10 state false, "opening", "opening", undefined',
        ],
        ["ws1: +0 closed 1005", "ws1: +1000 closed 1005"],
      ),
    },
  ],
  [
    "the first packet is 2, polling",
    {
      "early-ping": lines([
        'script: +10 state false, "opening", "closed", null',
        'script: +10 state false, "opening", "opening", undefined',
      ]),
    },
  ],
  [
    "delays: defaults, randomness 0.5",
    { jitter: times([13750, 15000], [18750, 21250], [23750, 27500], [28750, 33750], [33750, 40000]) },
  ],
  [
    "delays: defaults, randomness 0.15",
    { jitter: times([12525, 12900], [17525, 18275], [22525, 23650], [27525, 29025], [32525, 34400]) },
  ],
  [
    "delays: defaults, randomness 0.95",
    {
      jitter: times(
        ...([
          [9425, 10325],
          [14425, 17700],
          [19425, 25075],
          [24425, 32450],
          [29425, 39825],
          [34425, 47200],
        ] as const),
      ),
    },
  ],
  [
    "delays: all randomness",
    {
      jitter: times(
        ...([
          [9050, 9450],
          [14050, 16200],
          [19050, 22950],
          [24050, 29700],
          [29050, 36450],
          [34050, 43200],
        ] as const),
      ),
    },
  ],
  ["delays: short ones", { jitter: times([130, 137], [180, 194], [230, 251], [280, 308], [330, 365]) }],
  [
    "delays: the delay is above the most",
    { jitter: times(...[1, 2, 3, 4, 5, 6, 7, 8].map((count) => [count * 100, count * 135] as const)) },
  ],
  ["reconnecting: the setters are used in reconnect_attempt", { jitter: times([2760, 3135], [4260, 5010]) }],
];
