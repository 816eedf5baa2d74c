import { type ReadonlySignal, signal } from "@preact/signals";
import { io, type Socket } from "@sockeye/client";
import { type Answer, CONSOLE_NAMESPACE, type PageEvents, type ServerEvents } from "../contract/index.ts";
import { type PageMeta, readPageMeta } from "./page-meta.ts";
import { openPageStorage } from "./page-storage.ts";

/** Question and answer of an event that the page asks with. */
type Exchange<F> = F extends (question: infer Q, answer: (answer: Answer<infer A>) => void) => void
  ? readonly [question: Q, answer: A]
  : never;

export type ChannelState = "closed" | "connecting" | "connected" | "locked" | "absent";

/** The page's own connection to the server that serves it. One for the whole page; opened when it is first needed. */
export interface ConsoleChannel {
  /** "absent": the page is served by something without a console (a file server): playground only. */
  readonly state: ReadonlySignal<ChannelState>;
  /** Why the last attempt to unlock failed. */
  readonly refusal: ReadonlySignal<string | undefined>;
  readonly socket: Socket<ServerEvents, PageEvents>;
  open(): void;
  /** Tries a token; kept in memory only, or for this tab (`sessionStorage`) if `remember`. */
  unlock(token: string, remember: boolean): void;
  /** Asks, with a timeout of 10 s; rejects with a sentence. */
  ask<K extends keyof PageEvents>(
    event: K,
    question: Exchange<PageEvents[K]>[0],
  ): Promise<Exchange<PageEvents[K]>[1]>;
}

/** What a channel depends on. */
export interface ChannelSetup {
  /** Nothing, if there is no console to talk to. */
  readonly meta: PageMeta | undefined;
  /** Where the server is; that of the page, if it is not said. */
  readonly url?: string;
  /** Where a token is remembered. */
  readonly storage?: Pick<Storage, "getItem" | "setItem" | "removeItem"> | undefined;
}

const TOKEN_KEY = "sockeye-console.token";
const ANSWER_TIMEOUT = 10_000;

export function createConsoleChannel({ meta, url, storage }: ChannelSetup): ConsoleChannel {
  const state = signal<ChannelState>(meta === undefined ? "absent" : "closed");
  const refusal = signal<string | undefined>();
  let token = storage?.getItem(TOKEN_KEY) ?? "";

  const socket: Socket<ServerEvents, PageEvents> = io((url ?? "") + (meta?.namespace ?? CONSOLE_NAMESPACE), {
    autoConnect: false,
    forceNew: true,
    path: meta?.path ?? "/socket.io",
    auth: (answer) => answer({ token }),
  });

  const connect = (): void => {
    state.value = "connecting";
    socket.connect();
  };

  socket.on("connect", () => {
    refusal.value = undefined;
    state.value = "connected";
  });
  socket.on("disconnect", () => {
    state.value = socket.active ? "connecting" : "closed";
  });
  socket.on("connect_error", (error) => {
    // It tries again by itself.
    if (socket.active) return;
    if ((error.data as { readonly locked?: unknown } | undefined)?.locked === true) {
      if (token !== "") refusal.value = error.message;
      token = "";
      storage?.removeItem(TOKEN_KEY);
      state.value = "locked";
    } else {
      refusal.value = error.message;
      state.value = error.message === "Invalid namespace" ? "absent" : "closed";
    }
  });

  return {
    state,
    refusal,
    socket,
    open() {
      if (state.peek() !== "closed") return;
      // Without a token it would be refused.
      if (meta?.open === false && token === "") state.value = "locked";
      else connect();
    },
    unlock(attempt, remember) {
      if (state.peek() === "absent" || state.peek() === "connected") return;
      token = attempt;
      if (remember) storage?.setItem(TOKEN_KEY, token);
      refusal.value = undefined;
      connect();
    },
    async ask(event, question) {
      if (state.peek() !== "connected" && state.peek() !== "connecting")
        throw new Error("There is no connection to the server of this page.");
      return unwrap(await askOnce(socket, event, question)) as Exchange<PageEvents[typeof event]>[1];
    },
  };
}

/** The types of the events say what fits to what; here any question may meet any answer. */
async function askOnce(socket: ConsoleChannel["socket"], event: string, question: unknown): Promise<unknown> {
  const asker = (socket as unknown as Socket).timeout(ANSWER_TIMEOUT);
  try {
    return (await asker.emitWithAck(event, question)) as unknown;
  } catch {
    throw new Error(
      socket.connected
        ? "The server of this page did not answer in time."
        : "The connection to the server of this page was lost.",
    );
  }
}

function unwrap(answer: unknown): unknown {
  const { ok, error } = (answer ?? {}) as { readonly ok?: unknown; readonly error?: unknown };
  if (typeof error === "string") throw new Error(error);
  return ok;
}

/** That of this page. */
export const consoleChannel: ConsoleChannel = createConsoleChannel({
  meta: readPageMeta(),
  storage: openPageStorage("sessionStorage"),
});
