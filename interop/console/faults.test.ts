/** The faults that the page offers, and what the library does about them, as docs/console.md says. */
import { expect, it } from "vitest";
import type { Page } from "playwright-core";
import { describeConsole } from "./stage/describe-console.ts";
import { eventually } from "./stage/eventually.ts";
import { faultButton } from "./stage/faults.ts";
import { connectTo, emit, goTo, head, logLines, trouble } from "./stage/playground.ts";
import { timelineRows } from "./stage/shown-wire.ts";

const LOST_LINE = /disconnectedConnection lost: .* \((transport close|transport error)\)$/;

/** How the last interruption ended, as the wire view tells it. */
const ending = (page: Page) => page.getByRole("status").filter({ hasText: /^Back after / });

describeConsole("faults", (stage) => {
  /** A connection by WebSocket to the practice server, which has sent something: so that it can be recovered. */
  async function openPractice() {
    const { page, console } = await stage.openConsole({ withPractice: true });
    await connectTo(page, console.practice!.url);
    await logLines(page, "Changed from polling to websocket.").waitFor();
    await emit(page, "echo", [{ kind: "JSON", text: "1" }]);
    await logLines(page, "receivedecho 1").waitFor();
    await goTo(page, "Wire");
    return page;
  }

  it("cut: the connection is lost, attempts follow, it is recovered, and what was emitted arrives", async () => {
    const page = await openPractice();
    await faultButton(page, "Cut the network").click();
    await timelineRows(page, "disconnected: transport").waitFor();
    await timelineRows(page, "attempt 1 to connect again").waitFor();
    await goTo(page, "Playground");
    await eventually(() => logLines(page, LOST_LINE).count()).toBe(1);
    await emit(page, "echo", [{ kind: "JSON", text: "2" }], { wantsAck: true });
    await logLines(page, "emittedecho 2waits for the connection").waitFor();
    await eventually(() => trouble(page).textContent()).toBe(
      "The network is cut by the switch on this page.",
    );
    await goTo(page, "Wire");
    await faultButton(page, "Back to normal").click();
    await ending(page).getByText("The server recovered the session").waitFor();
    await goTo(page, "Playground");
    await logLines(page, "acknowledgedecho 2").waitFor();
    await head(page).getByText("recovered: nothing was missed").waitFor();
  });

  it("block WebSocket: it comes back by polling and stays there, and loses nothing", async () => {
    const page = await openPractice();
    await faultButton(page, "Block WebSocket").click();
    await timelineRows(page, "disconnected: transport").waitFor();
    await timelineRows(page, "stays with polling").waitFor();
    await ending(page).getByText("The server recovered the session").waitFor();
    await page.getByText("Connected by HTTP long-polling.").waitFor();
    await goTo(page, "Playground");
    await emit(page, "echo", [{ kind: "JSON", text: "2" }], { wantsAck: true });
    await logLines(page, "acknowledgedecho 2").waitFor();
    await head(page).getByText("Connected again by HTTP polling.").waitFor();
    await eventually(() => trouble(page).textContent()).toBe(
      "Connected by HTTP only: WebSocket is blocked by the switch on this page.",
    );
  });

  it("latency: nothing breaks off, and answers take longer, each way", async () => {
    const page = await openPractice();
    await faultButton(page, "100 ms").click();
    await goTo(page, "Playground");
    await emit(page, "echo", [{ kind: "JSON", text: "2" }], { wantsAck: true });
    const line = logLines(page, /acknowledgedecho 2after /);
    await line.waitFor();
    const [, amount, unit] = /after ([\d.]+) (m?s)$/.exec((await line.textContent()) ?? "") ?? [];
    expect(Number(amount) * (unit === "s" ? 1000 : 1)).toBeGreaterThanOrEqual(200);
    expect(await logLines(page, "disconnected").count()).toBe(0);
  });

  it("deaf: after pingInterval and pingTimeout it disconnects with ping timeout, and comes back", async () => {
    const { page, console } = await stage.openConsole({ server: { pingInterval: 700, pingTimeout: 1300 } });
    await connectTo(page, console.origin);
    await logLines(page, "Changed from polling to websocket.").waitFor();
    await goTo(page, "Wire");
    await faultButton(page, "Go deaf").click();
    await timelineRows(page, "disconnected: ping timeout").waitFor();
    await timelineRows(page, "attempt 1 to connect again").waitFor();
    await faultButton(page, "Back to normal").click();
    await ending(page).getByText("with a new session").waitFor();
    await goTo(page, "Playground");
    await logLines(
      page,
      "Connection lost: nothing was heard of the server in time. (ping timeout)",
    ).waitFor();
    await eventually(() => logLines(page, "Connected as").count()).toBe(2);
  });

  it("kill and restart: attempts until the server is there again, then a new session", async () => {
    const page = await openPractice();
    await faultButton(page, "Kill the server").click();
    await timelineRows(page, "disconnected: transport").waitFor();
    await timelineRows(page, "attempt 1 to connect again").waitFor();
    await faultButton(page, "Restart the server").click();
    await ending(page).getByText("with a new session").waitFor();
    await faultButton(page, "Kill the server").waitFor();
    await goTo(page, "Playground");
    await logLines(page, LOST_LINE).waitFor();
    await eventually(() => logLines(page, "Connected as").count()).toBe(2);
    expect(await head(page).getByText("recovered").count()).toBe(0);
    await emit(page, "echo", [{ kind: "JSON", text: "2" }], { wantsAck: true });
    await logLines(page, "acknowledgedecho 2").waitFor();
  });
});
