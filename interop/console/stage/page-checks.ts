import axe from "axe-core";
import type { Page, Request } from "playwright-core";

/** Gives the window another size, and waits until the page is laid out for it: what is filled in before may be gone. */
export async function resize(
  page: Page,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
  );
}

/** What axe calls serious or critical, each as a text that says where. */
export async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ": " + html + " " + failureSummary)))`);
}

/** Whatever could be scrolled sideways as a whole: the page, or a view. */
export function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[document.documentElement, ...document.querySelectorAll("main, main > *")]
    .filter((element) => element.scrollWidth > element.clientWidth)
    .map((element) => element.tagName + "." + element.className + ": " + element.scrollWidth + " px")`);
}

/** Nothing on these pages has as many. */
const MOST_STOPS = 300;

/** Goes from stop to stop by Tab: the visible controls that are none, and stops at which no focus is seen. */
export async function walkByTab(
  page: Page,
): Promise<{ readonly unreached: string[]; readonly unseen: string[] }> {
  await page.evaluate(`{
    window.reached = new Set();
    window.unseen = new Set();
    document.querySelector("a[href]").focus();
  }`);
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const isNew = await page.evaluate<boolean>(`(() => {
      const { activeElement } = document;
      if (activeElement === document.body || reached.has(activeElement)) return false;
      reached.add(activeElement);
      if (getComputedStyle(activeElement).outlineStyle === "none") unseen.add(activeElement);
      return true;
    })()`);
    if (!isNew) break;
  }
  return page.evaluate(`(() => {
    const describe = (element) => element.outerHTML.slice(0, 120);
    const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
      .filter((element) => element.tabIndex >= 0 && !element.disabled)
      .filter((element) => element.checkVisibility({ visibilityProperty: true }));
    return {
      unreached: controls.slice(1).filter((element) => !reached.has(element)).map(describe),
      unseen: [...unseen].map(describe),
    };
  })()`);
}

/** How many bytes an answer took on its way, compressed as it was. */
export async function weigh(request: Request): Promise<number> {
  const { responseBodySize } = await request.sizes();
  return responseBodySize;
}

/** Counts the samples that a page is sent, from now on. */
export function countSamples(page: Page): () => number {
  let count = 0;
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      if (String(payload).includes('["sample"')) count += 1;
    }),
  );
  return () => count;
}
