import { type Signal, signal } from "@preact/signals";
import type { Link, LogEntry } from "../../link/index.ts";
import { type LogFilter, SHOWS_ALL } from "../log/log-filter.ts";
import { type Listening, LISTENS_TO_ALL } from "./listening.ts";

/** How somebody arranged the view of one connection. It stays while another connection, or another view, is shown. */
export interface LinkDesk {
  readonly listening: Signal<Listening>;
  readonly filter: Signal<LogFilter>;
  /** The log as it was when it was paused. */
  readonly paused: Signal<readonly LogEntry[] | undefined>;
  readonly selectedId: Signal<number | undefined>;
}

/** They go with their connections. */
const desks = new WeakMap<Link, LinkDesk>();

export function deskOf(link: Link): LinkDesk {
  let desk = desks.get(link);
  if (desk === undefined) {
    desk = {
      listening: signal(LISTENS_TO_ALL),
      filter: signal(SHOWS_ALL),
      paused: signal(undefined),
      selectedId: signal(undefined),
    };
    desks.set(link, desk);
  }
  return desk;
}
