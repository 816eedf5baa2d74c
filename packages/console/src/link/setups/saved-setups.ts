import { type ReadonlySignal, signal } from "@preact/signals";
import { openPageStorage } from "../page-storage.ts";
import { type Setup, TRANSPORT_NAMES } from "../setup.ts";
import { withoutSecrets } from "./without-secrets.ts";

export interface SavedSetup {
  readonly name: string;
  readonly setup: Setup;
}

/** Set-ups that the browser keeps, by name. */
export interface SetupShelf {
  readonly setups: ReadonlySignal<readonly SavedSetup[]>;
  /**
   * Keeps a set-up, in the place of the one of the same name. Secrets are kept only if that is asked for. Says in a sentence
   * why it could not be kept.
   */
  readonly save: (
    name: string,
    setup: Setup,
    options?: { readonly withAuth?: boolean },
  ) => string | undefined;
  readonly remove: (name: string) => void;
}

export const MAX_SAVED_SETUPS = 50;

const KEY = "sockeye-console.setups";

export function createSetupShelf(storage: Pick<Storage, "getItem" | "setItem"> | undefined): SetupShelf {
  const setups = signal(readSetups(storage));

  const keep = (next: readonly SavedSetup[]): boolean => {
    try {
      storage?.setItem(KEY, JSON.stringify(next));
    } catch {
      // The storage is full.
      return false;
    }
    setups.value = next;
    return storage !== undefined;
  };

  return {
    setups,
    save(name, setup, { withAuth = false } = {}) {
      const title = name.trim().slice(0, 100);
      if (title === "") return "Give the set-up a name.";
      const others = setups.peek().filter((saved) => saved.name !== title);
      if (others.length >= MAX_SAVED_SETUPS)
        return `${MAX_SAVED_SETUPS} set-ups are saved already. Remove one first.`;
      const kept = keep([...others, { name: title, setup: withAuth ? setup : withoutSecrets(setup) }]);
      return kept ? undefined : "This browser does not let the page store anything.";
    },
    remove: (name) => void keep(setups.peek().filter((saved) => saved.name !== name)),
  };
}

/** What is stored may be of another version of the page, or of another page of the same origin. */
function readSetups(storage: Pick<Storage, "getItem"> | undefined): readonly SavedSetup[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isSavedSetup).slice(0, MAX_SAVED_SETUPS) : [];
  } catch {
    return [];
  }
}

function isSavedSetup(value: unknown): value is SavedSetup {
  const { name, setup } = (value ?? {}) as Partial<Record<keyof SavedSetup, unknown>>;
  return typeof name === "string" && typeof setup === "object" && setup !== null && isSetup(setup);
}

function isSetup(value: Partial<Record<keyof Setup, unknown>>): boolean {
  const { url, path, namespace, auth, query, upgrade, reconnection, withCredentials, transports } = value;
  return (
    [url, path, namespace, auth, query].every((text) => typeof text === "string") &&
    [upgrade, reconnection, withCredentials].every((one) => typeof one === "boolean") &&
    Array.isArray(transports) &&
    transports.every((name) => (TRANSPORT_NAMES as readonly unknown[]).includes(name))
  );
}

const pageShelf = createSetupShelf(openPageStorage("localStorage"));

/** The set-ups that this browser keeps for the page. */
export const savedSetups = pageShelf.setups;

/** {@link SetupShelf.save} for this page. */
export const saveSetup = pageShelf.save;

/** {@link SetupShelf.remove} for this page. */
export const removeSetup = pageShelf.remove;
