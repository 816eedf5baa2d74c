import type { JsonText } from "../json-text.ts";
import { shorten } from "../text.ts";

/** Why a server or something before it refused: a word or two for the title, and a sentence. */
export interface Refusal {
  readonly title: string;
  readonly problem: string;
}

/** The error codes of Engine.IO, in their order. */
const ENGINE_REFUSALS: readonly Refusal[] = [
  {
    title: "Transport unknown",
    problem: "The server does not know this transport, or it is not among those that it has enabled.",
  },
  {
    title: "Session ID unknown",
    problem:
      "The server does not know this session: it was restarted, gave the session up, or is another one than before (several servers need sticky sessions).",
  },
  {
    title: "Bad handshake method",
    problem:
      "A session begins with GET. Another method without a sid is often a CORS preflight: set cors on the server.",
  },
  {
    title: "Bad request",
    problem:
      "The request does not fit the session: for example polling, when it has moved to WebSocket already.",
  },
  {
    title: "Forbidden",
    problem: "The server's allowRequest refused the request.",
  },
  {
    title: "Unsupported protocol version",
    problem: "The server takes no client of this version. Those of Socket.IO 2 need allowEIO3 on the server.",
  },
];

const STATUS_REFUSALS: Readonly<Record<number, Refusal>> = {
  400: {
    title: "bad request",
    problem:
      "The server refuses the request. It does so when two requests of one kind are under way at a time.",
  },
  401: {
    title: "unauthorised",
    problem: "Something before Socket.IO asks for a login: a proxy, or the application.",
  },
  403: { title: "forbidden", problem: "The server, or a proxy before it, refuses this request." },
  404: {
    title: "not found",
    problem: "There is nothing at this path. Is Socket.IO there, and is the path right?",
  },
  413: {
    title: "too large",
    problem: "The request is larger than the server (maxHttpBufferSize) or a proxy before it allows.",
  },
  429: {
    title: "too many requests",
    problem: "The server, or a proxy before it, gets too many requests from here.",
  },
  500: { title: "server error", problem: "The server failed, or does not take this method on a session." },
  502: {
    title: "bad gateway",
    problem: "A proxy answers in the server's place: it cannot reach the server.",
  },
  503: {
    title: "unavailable",
    problem: "The server, or a proxy in its place, says that it is not available now.",
  },
  504: {
    title: "gateway timeout",
    problem: "A proxy answers in the server's place: it waited too long for the server.",
  },
};

const UNKNOWN: Refusal = {
  title: "unexpected status",
  problem: "A Socket.IO server does not answer with this status.",
};

/** What `{"code":…,"message":…}` means; nothing, if it is no refusal by an Engine.IO server. */
export function describeEngineRefusal(json: JsonText): Refusal | undefined {
  if (json.kind !== "object") return undefined;
  const { code, message } = json.value;
  if (typeof code !== "number" || typeof message !== "string") return undefined;
  const known = ENGINE_REFUSALS[code];
  if (known === undefined)
    return { title: shorten(message, 60), problem: "The server refuses, with a code of its own." };
  // `allowRequest` may say why in its own words.
  return message === known.title ? known : { ...known, title: shorten(message, 60) };
}

export function describeStatus(status: number): Refusal {
  return STATUS_REFUSALS[status] ?? UNKNOWN;
}

/** What the members of a refusal are. */
export function explainRefusalMember(key: string): string {
  if (key === "code") return "The number of the reason, 0 to 5.";
  return key === "message" ? "The reason in words." : "Not known in a refusal by Engine.IO.";
}
