import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  consoleChannel,
  defaultSetup,
  practiceServer,
  type Setup,
  usePracticeServer,
} from "../../link/index.ts";

/** Where the demo's chat is. */
const CHAT = "/chat";

const hasChat = signal(false);

/** A set-up that needs no typing. */
export interface Preset {
  readonly name: string;
  readonly setup: Setup;
}

/** Leads to the practice server; nothing where there is none. */
export const practicePreset = computed<Preset | undefined>(() => {
  const { value } = practiceServer;
  return value && { name: "Practice server", setup: { ...defaultSetup(location), url: value.url } };
});

/** What can be connected to at once. */
export const presets = computed<readonly Preset[]>(() => {
  const here = { ...defaultSetup(location), path: consoleChannel.socket.io.opts.path ?? "/socket.io" };
  return [
    ...(practicePreset.value === undefined ? [] : [practicePreset.value]),
    { name: "This server", setup: here },
    ...(hasChat.value
      ? [{ name: "Its chat", setup: { ...here, namespace: CHAT, auth: '{"name": "Playground"}' } }]
      : []),
  ];
});

/** Learns what the server of this page has to practise with, while a component that says so is shown. */
export function useServerOffer(): void {
  const isConnected = consoleChannel.state.value === "connected";
  usePracticeServer();
  useEffect(() => {
    if (isConnected) void askForChat();
  }, [isConnected]);
}

async function askForChat(): Promise<void> {
  const page = { search: CHAT, offset: 0, limit: 10 };
  const listing = await consoleChannel.ask("namespaces", page).catch(() => undefined);
  hasChat.value = listing?.rows.some(({ name }) => name === CHAT) ?? false;
}
