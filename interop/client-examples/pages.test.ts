/** The pages of `examples/`, in a browser: each connects once, talks, comes back, leaves and enters again. */
import { once } from "node:events";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { buildPage, pageNames } from "../../examples/pages/build-page.mjs";
import { startChat, type Chat, type PageFile } from "../../examples/pages/chat.mjs";
import { describeBrowser, type ClientPage } from "../client-browsers/stage.ts";

/** A page that is open, and what the server has seen of it. */
interface Visit {
  readonly chat: Chat;
  readonly page: ClientPage;
  /** Sessions that were opened, with a namespace or without. */
  sessions(): number;
}

/** Resolves when the text of an element is what it should be. */
async function untilText(page: ClientPage, selector: string, text: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => document.querySelector(${JSON.stringify(selector)})?.textContent === ${JSON.stringify(text)};
    const watch = new MutationObserver(() => look() && (watch.disconnect(), resolve(null)));
    watch.observe(document, { subtree: true, childList: true, characterData: true });
    if (look()) resolve(null);
  })`);
}

const click = (page: ClientPage, selector: string): Promise<unknown> =>
  page.evaluate(`void document.querySelector(${JSON.stringify(selector)}).click()`);

/** As somebody who types does it: frameworks listen to the event. */
const say = (page: ClientPage, text: string): Promise<unknown> =>
  page.evaluate(`(() => {
    const input = document.querySelector("input");
    input.value = ${JSON.stringify(text)};
    input.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("form button").click();
  })()`);

describeBrowser("examples", (stage) => {
  describe.each(pageNames)("%s", (name) => {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    let files: readonly PageFile[];
    beforeAll(async () => {
      files = await buildPage(name);
    });

    async function visit(): Promise<Visit> {
      const chat = await startChat(files);
      onTestFinished(() => chat.close());
      let sessions = 0;
      chat.io.engine.on("connection", () => void sessions++);
      const page = await stage.openPage(chat.url);
      await untilText(page, "#state", "connected");
      return { chat, page, sessions: () => sessions };
    }

    it("connects once, and talks", async () => {
      const { chat, page, sessions } = await visit();
      await untilText(page, "#people", "1");
      await say(page, "upstream!");
      await untilText(page, "#messages li", `${title}: upstream!`);
      chat.io.emit("said", "Ada", "<b>");
      await untilText(page, "#messages li:nth-child(2)", "Ada: <b>");
      await say(page, "again");
      await untilText(page, "#messages li:nth-child(3)", `${title}: again`);
      // By now a second one would be there.
      expect([sessions(), chat.io.engine.clientsCount, chat.io.sockets.sockets.size]).toEqual([1, 1, 1]);
    });

    it("comes back when its connection is lost", async () => {
      const { chat, page, sessions } = await visit();
      const isBack = once(chat.io, "connection");
      for (const session of Object.values(chat.io.engine.clients)) session.close();
      await isBack;
      await untilText(page, "#state", "connected");
      await say(page, "here again");
      await untilText(page, "#messages li", `${title}: here again`);
      expect([sessions(), chat.io.sockets.sockets.size]).toEqual([2, 1]);
    });

    it("leaves with its component, and enters again", async () => {
      const { chat, page, sessions } = await visit();
      const [socket] = chat.io.sockets.sockets.values();
      const hasLeft = once(socket!, "disconnect");
      const isClosed = once(socket!.conn, "close");
      await click(page, "#leave");
      expect((await hasLeft)[0]).toBe("client namespace disconnect");
      await isClosed;
      expect(chat.io.engine.clientsCount).toBe(0);
      await click(page, "#enter");
      await untilText(page, "#state", "connected");
      await say(page, "hello");
      await untilText(page, "#messages li", `${title}: hello`);
      expect([sessions(), chat.io.sockets.sockets.size]).toEqual([2, 1]);
    });
  });
});
