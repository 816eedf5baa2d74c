import fc from "fast-check";
import { expect } from "vitest";
import type { Machine } from "../../kernel/index.ts";
import { lineOf, passTime, type AnyEffect } from "./steps.ts";

/** What the machines of all sessions show. */
interface Shown {
  readonly readyState: string;
  readonly isUpgrading: boolean;
  readonly isUpgraded: boolean;
  readonly receivesMessages: boolean;
}

type SessionMachine<Command> = Machine<Command | { readonly type: "tick" }, AnyEffect> & Shown;

/** The same session, written a second time; see `ServerSessionModel`. It answers with lines as `lineOf` makes them. */
interface SessionModel<Command> extends Shown {
  readonly deadline: number | undefined;
  apply(command: Command | { readonly type: "tick" }, now: number): string[];
}

/** What happens to a session: commands, and how long after the one before each. */
export type Course<Command> = readonly (readonly [delay: number, command: Command])[];

/** Courses of a session. Many commands come at once. */
export function courses<Command>(
  commands: fc.Arbitrary<Command>,
  longestDelay: number,
): fc.Arbitrary<Course<Command>> {
  const delays = fc.oneof(fc.constant(0), fc.nat(20), fc.nat(longestDelay));
  return fc.array(fc.tuple(delays, commands), { maxLength: 60 });
}

/** A machine and its model, side by side. */
export class SessionPair<Command> {
  readonly machine: SessionMachine<Command>;
  readonly model: SessionModel<Command>;
  readonly lines: string[] = [];

  constructor(machine: SessionMachine<Command>, model: SessionModel<Command>) {
    this.machine = machine;
    this.model = model;
  }

  get hasEnded(): boolean {
    return this.lines.some((line) => line.startsWith("closed "));
  }

  /** Gives both a command. Returns what the machine does and shows, and what it should. */
  handle(
    command: Command | { readonly type: "tick" },
    now: number,
  ): { readonly actual: unknown; readonly expected: unknown } {
    const { machine, model } = this;
    // A model does not know what a greeting says.
    const lines = machine
      .handle(command, now)
      .map((effect) => lineOf(effect).replace(/^(send open) .*/, "$1"));
    this.lines.push(...lines);
    return {
      actual: { lines, ...shownBy(machine), deadline: machine.deadline() },
      expected: { lines: model.apply(command, now), ...shownBy(model), deadline: model.deadline },
    };
  }
}

function shownBy({ readyState, isUpgrading, isUpgraded, receivesMessages }: Shown): Shown {
  return { readyState, isUpgrading, isUpgraded, receivesMessages };
}

/** Holds the machine to its model in all of a course, and to what holds for every session. */
export function follow<Command>(pair: SessionPair<Command>, course: Course<Command>): void {
  let now = 0;
  for (const [delay, command] of course) {
    now += delay;
    const { hasEnded } = pair;
    const before = pair.lines.length;
    const { actual, expected } = pair.handle(command, now);
    expect(actual).toEqual(expected);
    if (hasEnded) expect(pair.lines.length).toBe(before);
    expect(pair.machine.readyState === "closed").toBe(pair.lines.at(-1)?.startsWith("closed "));
    // From the greeting to the end there is always something to wait for, so no session stays for ever.
    expect(pair.machine.deadline() === undefined).toBe(pair.hasEnded);
  }
}

/**
 * Plays a course with all its ticks in time, and lets time pass behind it: a session that was opened ends, once, and
 * closes one transport at most.
 *
 * @returns counts the effects that begin so
 */
export function playOut<Command>(
  pair: SessionPair<Command>,
  course: Course<Command>,
): (start: string) => number {
  let now = 0;
  for (const [delay, command] of course) {
    now += delay;
    for (let due = pair.model.deadline; due !== undefined && due <= now; due = pair.model.deadline) {
      pair.handle({ type: "tick" }, due);
    }
    pair.handle(command, now);
  }
  const { hasEnded } = pair;
  const rest = passTime(pair.machine).map((line) => line.replace(/^\d+ /, ""));
  const lines = [...pair.lines, ...rest];
  const count = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
  expect(count("closed ")).toBe(count("opened") === 1 || hasEnded ? 1 : 0);
  expect(count("closeTransport")).toBeLessThanOrEqual(1);
  return count;
}
