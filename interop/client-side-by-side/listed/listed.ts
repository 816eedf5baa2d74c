import type { Rewrites } from "../differences.ts";

/** By names of scenarios: how the trace of the published client becomes ours. */
export type Listed = readonly (readonly [name: string | RegExp, Rewrites])[];
