import { join } from "node:path";

import { expect } from "vitest";

import { readPage } from "./samples.ts";

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");

/** Do the links of a page lead to what is there? There are `least` of them, so that they are looked at. */
export function expectLinksToLead(page: string, least: number): void {
  const links = [...readPage(page).matchAll(/\]\(([^)#\s]*)(?:#([^)]+))?\)/g)].filter(
    ([, to]) => !to?.includes(":"),
  );
  expect(links.length).toBeGreaterThanOrEqual(least);
  for (const [link, to = "", anchor] of links) {
    const text = readPage(to === "" ? page : join(page, "..", to));
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
    if (anchor !== undefined) expect(anchors, link).toContain(anchor);
  }
}
