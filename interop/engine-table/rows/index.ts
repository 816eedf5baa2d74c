import type { Row } from "../harness/row.ts";
import { api } from "./api.ts";
import { errors } from "./errors.ts";
import { handshake } from "./handshake.ts";
import { headers } from "./headers.ts";
import { heartbeat } from "./heartbeat.ts";
import { legacy } from "./legacy.ts";
import { limits } from "./limits.ts";
import { paths } from "./paths.ts";
import { polling } from "./polling.ts";
import { upgrade } from "./upgrade.ts";
import { websocket } from "./websocket.ts";

/** The groups of the table; each has its expectations in the text file of its name. */
export const groups: Readonly<Record<string, readonly Row[]>> = {
  handshake,
  errors,
  polling,
  websocket,
  upgrade,
  heartbeat,
  headers,
  legacy,
  paths,
  api,
  limits,
};
