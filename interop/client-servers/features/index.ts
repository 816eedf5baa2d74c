import type { Feature } from "../../server-clients/features/feature.ts";
import { offline } from "./offline.ts";
import { reconnecting } from "./reconnecting.ts";

/** What is the client's own part, by topic; the rest is what clients see of a server, in `server-clients`. */
export const features: Readonly<Record<string, readonly Feature[]>> = { reconnecting, offline };
