/** The wire view: what it shows is what went over the wire, byte by byte, as a proxy in between saw it. */
import { encodeHandshake } from "@sockeye/protocol/engine";
import { encodePacket, PacketType } from "@sockeye/protocol/socket";
import { expect, it } from "vitest";
import { describeConsole } from "./stage/describe-console.ts";
import { isSaidBy, meaningOf } from "./stage/field-meaning.ts";
import { connectTo, emit, goTo, logLines } from "./stage/playground.ts";
import { readTraffic } from "./stage/raw-traffic.ts";
import { startRecordingProxy } from "./stage/recording-proxy.ts";
import { readShownWire, timelineRows, type ShownLayer } from "./stage/shown-wire.ts";

const SERVER = { cors: { origin: "*" }, pingInterval: 400, pingTimeout: 15_000 };
const BYTES = Buffer.from([0, 1, 254, 255]);

const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();

const textOf = ({ bytes }: ShownLayer): string => bytes.toString("latin1");

describeConsole("the wire view", (stage) => {
  let talked: ReturnType<typeof talk> | undefined;

  /** What was shown of a talk, and what was seen of it in between: read once, for all tests. */
  const readTalk = (): ReturnType<typeof talk> => (talked ??= talk());

  /** A connection that is upgraded, emits an event with an attachment, has its answer, and is pinged. */
  async function talk() {
    const { page, console } = await stage.openConsole({ server: SERVER });
    const proxy = await startRecordingProxy(console.origin);
    stage.atEnd(() => proxy.close());
    console.io.on("connection", (socket) => {
      socket.on("echo", (...args: unknown[]) => (args.pop() as (...values: unknown[]) => void)(...args));
    });
    await connectTo(page, proxy.url, { auth: '{"token": "é"}' });
    await logLines(page, "Changed from").waitFor();
    await emit(
      page,
      "echo",
      [
        { kind: "JSON", text: '{"fish": [1]}' },
        { kind: "Hex", text: BYTES.toString("hex") },
      ],
      {
        wantsAck: true,
      },
    );
    await logLines(page, "acknowledged").waitFor();
    await goTo(page, "Wire");
    await timelineRows(page, /sent.*pong$/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    const [socket] = console.io.of("/").sockets.values();
    const shown = await readShownWire(page);
    return { shown, raw: readTraffic(proxy.connections()), session: socket!.conn.id };
  }

  it("shows the bytes that went over the wire", async () => {
    const { shown, raw } = await readTalk();
    const units = shown.filter(({ level, kind }) => level === 1 && kind !== "note");
    const requests = units.filter(({ kind, direction }) => kind === "http" && direction === "out");
    expect(sorted(requests.map(textOf))).toEqual(
      sorted(
        raw.requests.map(({ start, body }) =>
          body.length === 0 ? start : `${start}\r\n\r\n${body.toString("latin1")}`,
        ),
      ),
    );
    const answers = units.filter(({ kind, direction }) => kind === "http" && direction === "in");
    expect(sorted(answers.map(textOf))).toEqual(
      sorted(
        raw.answers.map(({ start, body }) => (start.startsWith("101") ? start : body.toString("latin1"))),
      ),
    );
    const frames = (direction: "in" | "out") =>
      units.filter((unit) => unit.kind === "websocket" && unit.direction === direction).map(textOf);
    const [sent, received] = [frames("out"), frames("in")];
    const asText = (all: readonly Buffer[], count: number) =>
      all.slice(0, count).map((frame) => frame.toString("latin1"));
    // After the pause more may have come.
    expect(sent).toEqual(asText(raw.framesSent, sent.length));
    expect(received).toEqual(asText(raw.framesReceived, received.length));
    expect(sent.length).toBeGreaterThanOrEqual(5);
    expect(received.length).toBeGreaterThanOrEqual(4);
  });

  it("names fields that say what their bytes say, and leave none out", async () => {
    const { shown } = await readTalk();
    for (const layer of shown) {
      let end = 0;
      for (const field of layer.fields) {
        const place = `${layer.kind} ${layer.title}: ${field.name}`;
        expect(field.start, `where ${place} begins`).toBe(end);
        const meaning = meaningOf(layer, field);
        if (meaning === undefined) expect(isSaidBy(layer, field), `${place} is ${field.value}`).toBe(true);
        else expect(field.value, place).toBe(meaning);
        end = field.end;
      }
      expect(end, `where the fields of ${layer.kind} ${layer.title} end`).toBe(layer.bytes.length);
    }
  });

  it("shows handshake, probe, heartbeat, event, attachment and answer as the protocol has them", async () => {
    const { shown, session } = await readTalk();
    const packets = (kind: string, direction: string) =>
      shown
        .filter((layer) => layer.kind === kind && layer.direction === direction)
        .map((layer) => [layer.title, layer.bytes.toString()]);
    const handshake = encodeHandshake({
      sid: session,
      upgrades: ["websocket"],
      pingInterval: SERVER.pingInterval,
      pingTimeout: SERVER.pingTimeout,
      maxPayload: 1_000_000,
    });
    const data = ["echo", { fish: [1] }, BYTES];
    const [event] = encodePacket({ type: PacketType.EVENT, nsp: "/", id: 0, data });
    const [answer] = encodePacket({ type: PacketType.ACK, nsp: "/", id: 0, data: data.slice(1) });
    const [connect] = encodePacket({ type: PacketType.CONNECT, nsp: "/", data: { token: "é" } });
    expect(packets("engine", "in")).toEqual(
      expect.arrayContaining([
        ["handshake", `0${handshake}`],
        ["pong (probe)", "3probe"],
        ["ping", "2"],
        ["message", `4${answer}`],
      ]),
    );
    expect(packets("engine", "out")).toEqual(
      expect.arrayContaining([
        ["message", `4${connect}`],
        ["ping (probe)", "2probe"],
        ["upgrade", "5"],
        ["pong", "3"],
        ["message", `4${event}`],
      ]),
    );
    expect(packets("socket", "out")).toEqual([
      ["CONNECT", connect],
      ["BINARY_EVENT echo (ack 0)", event],
      ["attachment 1 of 1 of echo", BYTES.toString()],
    ]);
    expect(packets("socket", "in")).toEqual([
      ["CONNECT", expect.stringMatching(/^0\{"sid":"[\w-]{20}"\}$/)],
      ["BINARY_ACK 0 of echo", answer],
      ["attachment 1 of 1 of ACK 0", BYTES.toString()],
    ]);
    expect(packets("event", "out").map(([title]) => title)).toEqual(["echo", "echo is complete"]);
  });
});
