import type { Scenario } from "../harness/scenario.ts";
import { withDifferences } from "../listed/index.ts";
import { acks } from "./acks.ts";
import { auths } from "./auth.ts";
import { binary } from "./binary.ts";
import { catchAll } from "./catch-all.ts";
import { connecting } from "./connecting.ts";
import { emitter } from "./emitter.ts";
import { emitting } from "./emitting.ts";
import { endings } from "./ends.ts";
import { engine } from "./engine.ts";
import { entry } from "./entry.ts";
import { hostile } from "./hostile.ts";
import { nodeOptions } from "./node-options.ts";
import { parsers } from "./parsers.ts";
import { reconnecting } from "./reconnecting.ts";
import { recovery } from "./recovery.ts";
import { requests } from "./requests.ts";
import { retries } from "./retries.ts";
import { servers } from "./servers.ts";
import { transports } from "./transports.ts";

export type Topics = Readonly<Record<string, readonly Scenario[]>>;

/** Connections: how they begin, go on and come back. */
const connections: Topics = {
  "entry points": entry,
  requests,
  connecting,
  recovery,
  reconnecting,
  servers,
};

/** What goes over them. */
const messages: Topics = {
  emitting,
  acks,
  retries,
  "catch-all": catchAll,
  auth: auths,
  binary,
  parsers,
  emitter,
};

/** What is beneath, and what goes wrong. */
const engines: Topics = {
  endings,
  hostile,
  transports,
  engine,
  "options of Node": nodeOptions,
};

function differing(topics: Topics): Topics {
  return Object.fromEntries(
    Object.entries(topics).map(([topic, scenarios]) => [topic, scenarios.map(withDifferences)]),
  );
}

/** All scenarios, by test file and topic. */
export const topics = {
  connections: differing(connections),
  messages: differing(messages),
  engines: differing(engines),
};
