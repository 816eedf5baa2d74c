/** Which events a connection writes into its log. */
export interface Listening {
  readonly isToAll: boolean;
  readonly names: readonly string[];
}

/** More would be a list, not a choice. */
export const MAX_NAMES = 50;

export const LISTENS_TO_ALL: Listening = { isToAll: true, names: [] };

/** What {@link Link.listenTo} takes. */
export function wantedNames({ isToAll, names }: Listening): readonly string[] | undefined {
  return isToAll ? undefined : names;
}

/** Adds what was typed: one name, or several with commas between them. */
export function addNames(listening: Listening, typed: string): Listening {
  const added = typed
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return { ...listening, names: [...new Set([...listening.names, ...added])].slice(0, MAX_NAMES) };
}

export function removeName(listening: Listening, name: string): Listening {
  return { ...listening, names: listening.names.filter((one) => one !== name) };
}
