import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { createLink } from "./create-link.ts";
import type { Link } from "./link.ts";
import type { Setup } from "./setup.ts";

const links = signal<readonly Link[]>([]);
const currentKey = signal<string | undefined>(undefined);

/** The connections of the playground, in the order in which they were opened. */
export const openLinks: ReadonlySignal<readonly Link[]> = links;

/** The one that the views show. */
export const currentLink: ReadonlySignal<Link | undefined> = computed(
  () => links.value.find(({ key }) => key === currentKey.value) ?? links.value.at(-1),
);

/** More would be a load test, not a playground. */
export const MAX_LINKS = 12;

/** Opens a connection and shows it; nothing when there are {@link MAX_LINKS}. */
export function openLink(setup: Setup): Link | undefined {
  if (links.value.length >= MAX_LINKS) return undefined;
  const link = createLink(setup);
  links.value = [...links.value, link];
  currentKey.value = link.key;
  return link;
}

export function selectLink(link: Link): void {
  currentKey.value = link.key;
}

/** Ends a connection and forgets it. */
export function closeLink(link: Link): void {
  link.dispose();
  links.value = links.value.filter((one) => one !== link);
}
