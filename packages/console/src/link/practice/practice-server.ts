import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Practice } from "../../contract/index.ts";
import { consoleChannel } from "../console-channel.ts";
import type { Setup } from "../setup.ts";
import { isSameServer } from "./same-server.ts";

const known = signal<Practice | undefined>(undefined);

/** The server that may be killed and started again; `undefined`: this page has none. */
export const practiceServer: ReadonlySignal<Practice | undefined> = known;

/** Keeps {@link practiceServer} up to date while a component that says so is shown. */
export function usePracticeServer(): void {
  const isConnected = consoleChannel.state.value === "connected";
  useEffect(() => {
    const learn = (news: Practice) => {
      known.value = news;
    };
    consoleChannel.open();
    consoleChannel.socket.on("practice", learn);
    return () => {
      consoleChannel.socket.off("practice", learn);
    };
  }, []);
  useEffect(() => {
    if (isConnected) void askPractice("status").catch(forget);
  }, [isConnected]);
}

/** Kills the practice server, starts it again, or asks how it is; rejects with a sentence. */
export async function askPractice(wish: "status" | "kill" | "start"): Promise<void> {
  known.value = await consoleChannel.ask("practice", wish);
}

/** A console without a practice server refuses the question. */
function forget(): void {
  known.value = undefined;
}

/** Does a set-up lead to the practice server? */
export function leadsToPractice({ url }: Setup): boolean {
  const there = known.value?.url;
  return there !== undefined && isSameServer(url, there);
}
