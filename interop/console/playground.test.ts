/** The playground with servers of all kinds. */
import { describe, expect, it } from "vitest";
import { describePeer } from "../peers/describe-peer.ts";
import { describeConsole, type OpenStage } from "./stage/describe-console.ts";
import { connectTo, emit, head, logLines, openLine, type TypedArgument } from "./stage/playground.ts";
import {
  pythonWithSocketIo,
  startOurServer,
  startPublishedServer,
  startPythonServer,
  type TalkingServer,
} from "./stage/talking-servers.ts";

const ECHOED: readonly TypedArgument[] = [
  { kind: "JSON", text: '"up"' },
  { kind: "JSON", text: "[2]" },
];

const FILE = { name: "salmon.bin", bytes: Buffer.from("salmon\u0000\u00ff", "latin1") };

/** What the playground does with any server. */
function talksTo(stage: OpenStage, start: () => Promise<TalkingServer>): void {
  async function open() {
    const server = await start();
    stage.atEnd(() => server.close());
    const { page } = await stage.openConsole();
    return { page, server };
  }

  it("connects, shows how the transport changes, and what comes back of JSON, text, bytes and a file", async () => {
    const { page, server } = await open();
    await connectTo(page, server.url);
    await logLines(page, "Changed from polling to websocket.").waitFor();
    await head(page).getByText("Connected by WebSocket.").waitFor();
    await emit(page, "say", [
      { kind: "JSON", text: '{"a": [1, null, "é"]}' },
      { kind: "Text", text: "{plain}" },
      { kind: "Hex", text: "01 FF" },
      { kind: "File", file: FILE },
    ]);
    const detail = await openLine(page, "received");
    expect(await detail.locator(".pg-detail-title").textContent()).toBe("said");
    expect(JSON.parse((await detail.locator(".pg-json").first().textContent()) ?? "")).toEqual({
      a: [1, null, "é"],
    });
    expect(await detail.locator(".pg-json").nth(1).textContent()).toBe('"{plain}"');
    expect(await detail.locator(".pg-hex").allTextContents()).toEqual([
      expect.stringMatching(/^0000 {2}01 ff /),
      expect.stringMatching(/^0000 {2}73 61 6c 6d 6f 6e 00 ff {2}salmon··$/),
    ]);
  });

  it("stays on polling when that is forced, and shows answers, and that there is none in time", async () => {
    const { page, server } = await open();
    await connectTo(page, server.url, { forcesPolling: true });
    await emit(page, "echo", ECHOED, { wantsAck: true, timeout: 15_000 });
    await logLines(page, /acknowledgedecho "up", \[2\]after [\d.]+ m?s$/).waitFor();
    await logLines(page, /emittedecho "up", \[2\]answered in [\d.]+ m?s$/).waitFor();
    await emit(page, "never", [], { wantsAck: true, timeout: 30 });
    await logLines(page, /no answernever$/).waitFor();
    await logLines(page, /emittedneverno answer$/).waitFor();
    await head(page).getByText("Connected by HTTP polling.").waitFor();
    expect(await logLines(page, "Changed from").count()).toBe(0);
  });

  it("answers what it is asked, once", async () => {
    const { page, server } = await open();
    await connectTo(page, server.url);
    await emit(page, "ask");
    const detail = await openLine(page, /receivedquestion "Tea or coffee\?"wants an answer$/);
    await detail.getByRole("textbox", { name: "Argument 1" }).fill('{"drink": "tea"}');
    await detail.getByRole("button", { name: "Answer" }).click();
    await logLines(page, /receivedanswered \{"drink":"tea"\}$/).waitFor();
    await logLines(page, /receivedquestion .*you answered$/).waitFor();
    expect(await detail.getByRole("button", { name: "Answer" }).count()).toBe(0);
  });
}

describeConsole("the playground", (stage) => {
  describe("with the published server", () => {
    talksTo(stage, startPublishedServer);
  });
  describe("with our server", () => {
    talksTo(stage, startOurServer);
  });
  describePeer("with a server of python-socketio", pythonWithSocketIo, (program) =>
    talksTo(stage, () => startPythonServer(program)),
  );
});
