import { computed, signal } from "@preact/signals";
import { defaultSetup, type Link, openLink, type Setup, tidySetup, validateSetup } from "../../link/index.ts";
import { readShareLink } from "./share-link.ts";
import { splitUrl } from "./split-url.ts";

/** The set-up in the form. It stays while another view is shown. */
export const setupDraft = signal<Setup>(defaultSetup(location));

/** What has to be corrected in it. A namespace in the URL need not be: it is moved to its field. */
export const setupProblems = computed(() => validateSetup(splitUrl(setupDraft.value)));

/** Does the form hold what came with a link? Then it is worth a look before it is connected to. */
export const cameByLink = signal(false);

/** The last address that was read. */
let readFrom = "";

/** Puts another set-up into the form. */
export function fillForm(setup: Setup): void {
  setupDraft.value = setup;
  cameByLink.value = false;
}

/** Fills the form from the address of the page, once for each address. Nothing is connected: a link may be anybody's. */
export function readAddress(): boolean {
  if (location.hash === readFrom) return false;
  readFrom = location.hash;
  const shared = readShareLink(location.hash, defaultSetup(location));
  if (shared === undefined) return false;
  fillForm(shared);
  cameByLink.value = true;
  return true;
}

/** Moves into their fields what was typed into that of the URL. */
export function tidyUrl(): void {
  setupDraft.value = splitUrl(setupDraft.value);
}

/** Connects to what the form says; nothing, if it has problems or there are too many connections. */
export function connectDraft(): Link | undefined {
  tidyUrl();
  if (Object.keys(setupProblems.value).length > 0) return undefined;
  fillForm(tidySetup(setupDraft.value));
  return openLink(setupDraft.value);
}
