import type { Machine } from "../../kernel/index.ts";
import type { EnginePacket } from "../packet.ts";

/** What effects of all machines may carry. */
export interface AnyEffect {
  readonly type: string;
  readonly packet?: EnginePacket;
  readonly name?: string;
  readonly reason?: string;
  readonly problem?: string;
}

/** An effect as one line: `sendToCandidate websocket pong probe`, `closed forced close`. */
export function lineOf({ type, packet, name, reason, problem }: AnyEffect): string {
  return [type, name, packet?.type, packet?.data, reason, problem]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** A time, a command, and the effects that come of it. */
export type Step<Command> = readonly [at: number, command: Command, ...effects: string[]];

/** Runs a machine through steps. Returns what happened, in the same form, to be compared with the steps. */
export function runSteps<Command>(
  machine: Machine<Command, AnyEffect>,
  steps: readonly Step<Command>[],
): Step<Command>[] {
  return steps.map(([at, command]) => [at, command, ...machine.handle(command, at).map(lineOf)]);
}

/** Lets time pass while nothing arrives: a tick at each deadline, until there is none. Returns what came of it, and when. */
export function passTime<Command>(
  machine: Machine<Command | { readonly type: "tick" }, AnyEffect>,
  most = 1000,
): string[] {
  const lines: string[] = [];
  for (let ticks = 0; ticks < most; ticks++) {
    const now = machine.deadline();
    if (now === undefined) return lines;
    for (const effect of machine.handle({ type: "tick" }, now)) lines.push(`${now} ${lineOf(effect)}`);
  }
  throw new Error(`Still waiting after ${most} ticks`);
}

/** What a session shows of its state: its name, and the flags that are up. */
export function stateOf(machine: {
  readonly readyState: string;
  readonly isUpgrading: boolean;
  readonly isUpgraded: boolean;
  readonly isPongAwaited: boolean;
  readonly receivesMessages: boolean;
}): string[] {
  const { readyState, isUpgrading, isUpgraded, isPongAwaited, receivesMessages } = machine;
  const flags = { isUpgrading, isUpgraded, isPongAwaited, receivesMessages };
  return [readyState, ...Object.entries(flags).flatMap(([name, isTrue]) => (isTrue ? [name] : []))];
}
