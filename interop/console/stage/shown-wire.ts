import type { Locator, Page } from "playwright-core";

/** A field as the page shows it. */
export interface ShownField {
  readonly name: string;
  /** Offsets into the bytes; `end` is behind the last one. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** A layer as the page shows it: read from the tables of bytes and fields. */
export interface ShownLayer {
  /** From 1: the lowest layer of its unit. */
  readonly level: number;
  readonly kind: string;
  readonly direction: "out" | "in" | "local";
  readonly title: string;
  readonly bytes: Buffer;
  readonly fields: readonly ShownField[];
}

const timeline = (page: Page): Locator => page.getByRole("tree", { name: "Time line" });

/** The lines of the time line that contain a text. */
export const timelineRows = (page: Page, text: string | RegExp): Locator =>
  timeline(page).getByRole("treeitem").filter({ hasText: text });

/** More than a test puts on the wire. */
const MAX_ROWS = 400;

/** Opens every line of the time line, which has to stand still, by the keyboard, and reads what is shown of each layer. */
export async function readShownWire(page: Page): Promise<readonly ShownLayer[]> {
  const layers: ShownLayer[] = [];
  await timeline(page).focus();
  await page.keyboard.press("Home");
  for (let place = 1; place <= MAX_ROWS; place++) {
    const row = timeline(page).locator(`[aria-selected="true"][aria-posinset="${place}"]`);
    await row.waitFor();
    if ((await row.getAttribute("aria-expanded")) === "false") {
      await page.keyboard.press("ArrowRight");
      await timeline(page).locator('[aria-selected="true"][aria-expanded="true"]').waitFor();
    }
    layers.push(parseLayer(Number(await row.getAttribute("aria-level")), await readInspector(page)));
    if ((await row.getAttribute("aria-setsize")) === String(place)) return layers;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error("the time line does not end");
}

interface InspectorText {
  readonly kind: string;
  readonly title: string;
  readonly badges: readonly string[];
  readonly hex: string;
  /** Name, range and value of each. */
  readonly fields: readonly (readonly [string, string, string])[];
}

function readInspector(page: Page): Promise<InspectorText> {
  return page.locator(".wv-bytes").evaluate((box) => {
    const texts = (selector: string, inside: Element): readonly string[] =>
      Array.from(inside.querySelectorAll(selector), ({ textContent }) => textContent);
    const fieldOf = (row: Element) =>
      [
        texts("th", row).join(""),
        texts(".wv-range", row).join(""),
        texts(".wv-value", row).join(""),
      ] as const;
    return {
      kind: box.getAttribute("data-layer") ?? "",
      title: texts("h2", box).join(""),
      badges: texts(".ui-badge", box),
      hex: texts('table[aria-label="Bytes"] td:nth-child(2)', box).join(""),
      fields: Array.from(box.querySelectorAll('[aria-label="Fields"] tbody tr'), fieldOf),
    };
  });
}

const DIRECTIONS = { "→ sent": "out", "← received": "in", "• here": "local" } as const;

function parseLayer(level: number, { kind, title, badges, hex, fields }: InspectorText): ShownLayer {
  const direction = Object.entries(DIRECTIONS).find(([words]) => badges.includes(words))?.[1];
  if (direction === undefined) throw new Error(`no direction is said of ${title}`);
  return {
    level,
    kind,
    direction,
    title,
    bytes: Buffer.from(hex.replaceAll(/\s/g, ""), "hex"),
    fields: fields.map(([name, range, value]) => ({ name, value, ...parseRange(range) })),
  };
}

function parseRange(text: string): { readonly start: number; readonly end: number } {
  const [first = Number.NaN, last = first] = text.split(" to ").map(Number);
  return { start: first, end: last + 1 };
}
