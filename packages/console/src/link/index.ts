export { exportLog } from "./arguments/export-log.ts";
export { formatArgument } from "./arguments/format-argument.ts";
export { type ArgumentDraft, type ArgumentKind, parseArgument } from "./arguments/parse-argument.ts";
export { type ChannelState, consoleChannel, type ConsoleChannel } from "./console-channel.ts";
export type { EmitOptions } from "./emit-options.ts";
export { type FaultSwitches } from "./fault-switches.ts";
export type { Link, LinkState, WireLine } from "./link.ts";
export type { Argument, LogEntry } from "./log-entry.ts";
export { closeLink, currentLink, MAX_LINKS, openLink, openLinks, selectLink } from "./open-links.ts";
export {
  askPractice,
  leadsToPractice,
  practiceServer,
  usePracticeServer,
} from "./practice/practice-server.ts";
export { type Setup, TRANSPORT_NAMES, type TransportName } from "./setup.ts";
export { defaultSetup } from "./setups/default-setup.ts";
export { removeSetup, type SavedSetup, savedSetups, saveSetup } from "./setups/saved-setups.ts";
export { formatSetup, parseSetup } from "./setups/setup-fragment.ts";
export { tidySetup, validateSetup } from "./setups/validate-setup.ts";
