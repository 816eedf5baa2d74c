import type { Scenario } from "../harness/scenario.ts";
import { abnormalScenarios } from "./abnormal.ts";
import { binaryTypeScenarios } from "./binary-type.ts";
import { clientConstructionScenarios } from "./client-construction.ts";
import { clientHandshakeScenarios } from "./client-handshake.ts";
import { clientRequestScenarios } from "./client-request.ts";
import { closingArgumentScenarios } from "./closing-arguments.ts";
import { closingHandshakeScenarios } from "./closing-handshake.ts";
import { closingScenarios } from "./closing.ts";
import { deflateScenarios } from "./deflate.ts";
import { eventListenerScenarios } from "./event-listeners.ts";
import { eventTargetScenarios } from "./event-target.ts";
import { exportScenarios } from "./exports.ts";
import { frameErrorScenarios, limitScenarios } from "./frame-errors.ts";
import { handleUpgradeScenarios } from "./handle-upgrade.ts";
import { pausingScenarios } from "./pausing.ts";
import { receivingScenarios } from "./receiving.ts";
import { redirectScenarios } from "./redirects.ts";
import { resilienceScenarios } from "./resilience.ts";
import { secureScenarios } from "./secure.ts";
import { sendingStateScenarios } from "./sending-states.ts";
import { sendingWireScenarios } from "./sending-wire.ts";
import { sendingScenarios } from "./sending.ts";
import { serverClosingScenarios } from "./server-closing.ts";
import { serverConstructionScenarios } from "./server-construction.ts";
import { serverDecisionScenarios } from "./server-decisions.ts";
import { serverHandshakeScenarios } from "./server-handshake.ts";
import { streamScenarios } from "./streams.ts";
import { strictnessScenarios } from "./strictness.ts";
import { transportScenarios } from "./transports.ts";

/** Every scenario; names are unique. */
export const scenarios: readonly Scenario[] = [
  ...exportScenarios,
  ...serverConstructionScenarios,
  ...serverHandshakeScenarios,
  ...serverDecisionScenarios,
  ...serverClosingScenarios,
  ...handleUpgradeScenarios,
  ...clientConstructionScenarios,
  ...clientRequestScenarios,
  ...clientHandshakeScenarios,
  ...redirectScenarios,
  ...closingArgumentScenarios,
  ...closingScenarios,
  ...closingHandshakeScenarios,
  ...abnormalScenarios,
  ...sendingScenarios,
  ...sendingStateScenarios,
  ...sendingWireScenarios,
  ...receivingScenarios,
  ...binaryTypeScenarios,
  ...pausingScenarios,
  ...eventTargetScenarios,
  ...eventListenerScenarios,
  ...frameErrorScenarios,
  ...limitScenarios,
  ...deflateScenarios,
  ...streamScenarios,
  ...resilienceScenarios,
  ...strictnessScenarios,
  ...transportScenarios,
  ...secureScenarios,
];
