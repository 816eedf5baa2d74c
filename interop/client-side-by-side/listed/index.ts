import type { Scenario } from "../harness/scenario.ts";
import { api } from "./api.ts";
import type { Listed } from "./listed.ts";
import { opening } from "./opening.ts";
import { packets } from "./packets.ts";
import { transports } from "./transports.ts";

const listed: Listed = [...opening, ...packets, ...transports, ...api];

function isNamed(name: string | RegExp, scenario: Scenario): boolean {
  return typeof name === "string" ? name === scenario.name : name.test(scenario.name);
}

/** The scenario with its differences, if it has any. */
export function withDifferences(scenario: Scenario): Scenario {
  const [, differences] = listed.find(([name]) => isNamed(name, scenario)) ?? [];
  return differences === undefined ? scenario : { ...scenario, differences };
}

/** Names in the list that no scenario has. */
export function namesOfNobody(scenarios: readonly Scenario[]): readonly string[] {
  return listed
    .filter(([name]) => !scenarios.some((scenario) => isNamed(name, scenario)))
    .map(([name]) => String(name));
}
