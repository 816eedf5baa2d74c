import { batch, signal } from "@preact/signals";
import type { Argument, EmitOptions, Link } from "../../link/index.ts";
import { readTimeout } from "./ack-timeout.ts";
import { draftArguments, type KeyedDraft, readArguments } from "./argument-drafts.ts";
import { eventHistory, rememberEvent } from "./event-history.ts";
import { findEventProblem } from "./event-name.ts";
import type { Suggestion } from "./suggestions.ts";

/** What is typed into the form for emitting. It stays after emitting, and while another view is shown. */
export const composerDraft = {
  event: signal(""),
  args: signal<readonly KeyedDraft[]>(draftArguments(['"hello"'])),
  wantsAck: signal(false),
  /** Milliseconds, as typed. */
  timeout: signal(""),
  isVolatile: signal(false),
  /** Was it tried to emit it, so that what is missing is said? */
  wasTried: signal(false),
  /** What the suggestion teaches that is in the form. */
  teaches: signal<string | undefined>(undefined),
} as const;

/** Fills the form. */
export function takeSuggestion({ event, args, wantsAck, timeout, teaches }: Suggestion): void {
  batch(() => {
    composerDraft.event.value = event;
    composerDraft.args.value = draftArguments(args);
    composerDraft.wantsAck.value = wantsAck;
    composerDraft.timeout.value = timeout === undefined ? "" : String(timeout);
    composerDraft.isVolatile.value = false;
    composerDraft.teaches.value = teaches;
  });
}

interface Emission {
  readonly event: string;
  readonly args: readonly Argument[];
  readonly options: EmitOptions;
}

/** What the form says; nothing, if something in it is wrong. */
function readDraft(): Emission | undefined {
  const event = composerDraft.event.value;
  const args = readArguments(composerDraft.args.value);
  const wantsAck = composerDraft.wantsAck.value;
  const timeout = readTimeout(wantsAck ? composerDraft.timeout.value : "");
  if (findEventProblem(event) !== undefined || args === undefined || "problem" in timeout) return undefined;
  const { milliseconds } = timeout;
  return {
    event,
    args,
    options: {
      wantsAck,
      volatile: composerDraft.isVolatile.value,
      ...(milliseconds !== undefined && { timeout: milliseconds }),
    },
  };
}

/** Emits what the form says, and tells whether it could be read. */
export function emitDraft(link: Link): boolean {
  const emission = readDraft();
  composerDraft.wasTried.value = emission === undefined;
  if (emission === undefined) return false;
  link.emit(emission.event, emission.args, emission.options);
  eventHistory.value = rememberEvent(eventHistory.value, emission.event);
  return true;
}
