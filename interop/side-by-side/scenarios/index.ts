import { withCloseCode } from "../close-codes.ts";
import type { Scenario } from "../harness/scenario.ts";
import { acks } from "./acks.ts";
import { badInput, badPolling } from "./bad-input.ts";
import { broadcastAcks } from "./broadcast-acks.ts";
import { catchAll } from "./catch-all.ts";
import { connect } from "./connect.ts";
import { construct } from "./construct.ts";
import { disconnect } from "./disconnect.ts";
import { events } from "./events.ts";
import { faultsOfApplications } from "./faults.ts";
import { legacy } from "./legacy.ts";
import { middlewares } from "./middlewares.ts";
import { namespaces } from "./namespaces.ts";
import { parsers } from "./parsers.ts";
import { recovery } from "./recovery.ts";
import { rooms } from "./rooms.ts";
import { shutdown } from "./shutdown.ts";
import { sockets } from "./sockets.ts";

const byTopic: Readonly<Record<string, readonly Scenario[]>> = {
  construct,
  connect,
  middlewares,
  events,
  acks,
  "catch-all": catchAll,
  disconnect,
  "bad input": badInput,
  "bad input over polling": badPolling,
  rooms,
  "acknowledgements of many": broadcastAcks,
  namespaces,
  sockets,
  recovery,
  shutdown,
  "old clients": legacy,
  parsers,
  "faults of applications": faultsOfApplications,
};

/** All scenarios, by topic. */
export const topics: typeof byTopic = Object.fromEntries(
  Object.entries(byTopic).map(([topic, scenarios]) => [topic, scenarios.map(withCloseCode)]),
);
