import { type ReadonlySignal, signal } from "@preact/signals";
import type { SocketQuery } from "../contract/index.ts";

export type TabName = "overview" | "groups" | "sockets";

export interface SocketReference {
  readonly namespace: string;
  readonly id: string;
}

/** Which sockets are listed; an empty text narrows nothing. */
export interface SocketFilter {
  /** `undefined`: the one with the most sockets. */
  readonly namespace: string | undefined;
  readonly room: string;
  readonly transport: string;
  readonly search: string;
  readonly sort: SocketQuery["sort"];
  readonly offset: number;
}

const NO_FILTER: SocketFilter = {
  namespace: undefined,
  room: "",
  transport: "",
  search: "",
  sort: "newest",
  offset: 0,
};

const tab = signal<TabName>("overview");
const filter = signal<SocketFilter>(NO_FILTER);
const socket = signal<SocketReference | undefined>(undefined);

/** What is looked at; kept when the reader goes to another view and comes back. */
export const shownTab: ReadonlySignal<TabName> = tab;
export const socketFilter: ReadonlySignal<SocketFilter> = filter;
/** The one that is looked into, instead of the list. */
export const shownSocket: ReadonlySignal<SocketReference | undefined> = socket;

export function showTab(name: TabName): void {
  tab.value = name;
}

/** Lists the sockets of a namespace, or of a room in it. */
export function showSocketsOf(namespace: string, room = ""): void {
  filter.value = { ...NO_FILTER, namespace, room };
  socket.value = undefined;
  tab.value = "sockets";
}

/** Narrows the list in another way, from its beginning on. */
export function changeFilter(change: Partial<SocketFilter>): void {
  filter.value = { ...filter.peek(), offset: 0, ...change };
}

export function lookInto(reference: SocketReference): void {
  socket.value = reference;
  tab.value = "sockets";
}

export function backToList(): void {
  socket.value = undefined;
}
