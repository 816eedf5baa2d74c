import {
  ACTIONS,
  MAX_PAGE,
  type Act,
  type Action,
  type Endpoint,
  type Page,
  type SocketQuery,
  type Target,
} from "../contract/index.ts";
import type { SocketReference } from "./live-server.ts";
import {
  readChoice,
  readCount,
  readFields,
  readFilter,
  readOptionalText,
  readText,
  type Fields,
} from "./reading.ts";
import { Refused } from "./refused.ts";

// What pages ask, parsed once. Each of these throws `Refused` with the sentence for the page.

const MAX_OFFSET = 10_000_000;
const MAX_ARGUMENTS = 100;

export function parsePage(question: unknown): Page {
  return pageIn(readFields(question));
}

export function parseRoomQuery(question: unknown): Page & { readonly namespace: string } {
  const fields = readFields(question);
  return { ...pageIn(fields), namespace: readText(fields, "namespace") };
}

export function parseSocketQuery(question: unknown): SocketQuery {
  const fields = readFields(question);
  const room = readFilter(fields, "room");
  const transport = readFilter(fields, "transport");
  return {
    ...pageIn(fields),
    namespace: readText(fields, "namespace"),
    ...(room !== undefined && { room }),
    ...(transport !== undefined && { transport }),
    sort: readChoice(fields["sort"], "sort", ["newest", "oldest", "queue"]),
  };
}

export function parseSocketReference(question: unknown): SocketReference {
  const fields = readFields(question);
  return { namespace: readText(fields, "namespace"), id: readText(fields, "id") };
}

/** Over the wire, nothing at all comes as `null`. */
export function parseFollow(question: unknown): SocketReference | undefined {
  return question === undefined || question === null ? undefined : parseSocketReference(question);
}

export function parseWatch(question: unknown): boolean {
  if (typeof question === "boolean") return question;
  throw new Refused("“watch” takes true or false.");
}

export function parsePracticeWish(question: unknown): "status" | "kill" | "start" {
  return readChoice(question, "practice", ["status", "kill", "start"]);
}

export function parseAct(question: unknown): Act {
  const fields = readFields(question);
  const action = readChoice(fields["action"], "action", ACTIONS);
  const target = targetIn(readFields(fields["target"]));
  switch (action) {
    case "emit":
      return { action, target, event: eventIn(fields), args: argumentsIn(fields) };
    case "join":
    case "leave":
      return { action, target, room: roomIn(fields) };
    case "disconnect":
      return { action, target };
    case "follow":
      throw new Refused("Following is a question of its own.");
    default:
      return action satisfies never;
  }
}

export function parseEndpoint(question: unknown): Endpoint {
  const fields = readFields(question);
  const origin = readOptionalText(fields, "origin");
  return {
    url: readText(fields, "url", 4096),
    path: readText(fields, "path", 4096),
    ...(origin !== undefined && { origin }),
  };
}

/** @throws Refused when this server does not allow it */
export function checkAllowed(action: Action, allowed: readonly Action[]): void {
  if (allowed.includes(action)) return;
  throw new Refused(`This server does not allow “${action}”: its console was attached without it.`);
}

function pageIn(fields: Fields): Page {
  const search = readFilter(fields, "search");
  return {
    ...(search !== undefined && { search }),
    offset: readCount(fields, "offset", MAX_OFFSET),
    limit: readCount(fields, "limit", MAX_PAGE),
  };
}

function targetIn(fields: Fields): Target {
  const room = readOptionalText(fields, "room");
  const socket = readOptionalText(fields, "socket");
  return {
    namespace: readText(fields, "namespace"),
    ...(room !== undefined && { room }),
    ...(socket !== undefined && { socket }),
  };
}

/** What sockets tell about themselves, and the application must be able to believe. */
const RESERVED: ReadonlySet<string> = new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
]);

function eventIn(fields: Fields): string {
  const event = readText(fields, "event");
  if (RESERVED.has(event))
    throw new Refused(`“${event}” is an event of the library itself: choose another name.`);
  return event;
}

function argumentsIn(fields: Fields): readonly unknown[] {
  const args = fields["args"];
  if (Array.isArray(args) && args.length <= MAX_ARGUMENTS) return args as unknown[];
  throw new Refused(`“args” should be a list of at most ${MAX_ARGUMENTS} arguments.`);
}

function roomIn(fields: Fields): string {
  const room = readText(fields, "room");
  if (room !== "") return room;
  throw new Refused("The room needs a name.");
}
