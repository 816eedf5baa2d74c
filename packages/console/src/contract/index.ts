export {
  CONSOLE_NAMESPACE,
  type Answer,
  type PageEvents,
  type Practice,
  type ServerEvents,
} from "./events.ts";
export type { Endpoint, Finding } from "./findings.ts";
export {
  MAX_PAGE,
  type Act,
  type Followed,
  type Group,
  type Listing,
  type Page,
  type SocketDetails,
  type SocketQuery,
  type SocketRow,
  type Target,
} from "./inspection.ts";
export { ACTIONS, type Action, type Sample, type ServerInfo } from "./samples.ts";
