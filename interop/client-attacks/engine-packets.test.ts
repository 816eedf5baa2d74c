import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { accept, CONNECTED, openPacket, type Packets, respond, servers } from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, useTarget, type Victim } from "./harness/target.ts";

const arena = useTarget();

describe.each(["polling", "fetch", "websocket"] as const)("packets of Engine.IO over %s", (transport) => {
  const attack = async (packets: Packets): Promise<Victim> => {
    const script = servers[transport === "fetch" ? "polling" : transport](packets);
    const hostile = await arena.serve({ script });
    return hostile.lure({ transports: [transport] });
  };

  const early: readonly (string | Buffer)[] = [
    "2",
    "3",
    "6",
    "3probe",
    "4",
    '42["early"]',
    '451-["early",{"_placeholder":true,"num":0}]',
    "4nonsense",
    Buffer.from("early"),
  ];

  it.each(early.map((packet) => [packet.toString(), packet] as const))(
    "COMPAT: before the session is open they are not delivered: %s",
    async (_name, packet) => {
      // Polling asks again only when it is open, so both are in one answer.
      const text = typeof packet === "string" ? packet : `b${packet.toString("base64")}`;
      const first = transport === "websocket" ? [packet, openPacket()] : [`${text}\x1e${openPacket()}`];
      const victim = await attack([...first, CONNECTED, '42["late"]']);
      const { events, errors, ends } = await victim.until("message");
      expect({ events, errors, ends }).toEqual({ events: ['["late"]'], errors: [], ends: [] });
      await expectLeft(arena, victim);
    },
  );

  const garbage: readonly string[] = [
    "",
    "7",
    "8",
    ":",
    "/",
    "z",
    " 4",
    "é",
    "\u{1f600}",
    "\0",
    "-1",
    "b!",
    "bA",
    "b%00",
  ];

  it.each(garbage)("no packet before the session is open: %j", async (packet) => {
    const victim = await attack([packet, openPacket(), CONNECTED]);
    const { errors } = await victim.until("connect_error");
    expect(errors).toMatchObject([{ message: "server error", code: "parser error" }]);
    await expectBackOff(arena, victim);
  });

  it.each(garbage)("no packet: %j", async (packet) => {
    const victim = await attack([openPacket(), CONNECTED, '42["before"]', packet, '42["behind"]']);
    const { events, ends } = await victim.until("disconnect");
    expect(ends).toMatchObject([{ reason: "transport error", description: "server error" }]);
    expect(events).toEqual(['["before"]']);
    await expectBackOff(arena, victim, "disconnect");
  });

  const strange: readonly string[] = [
    openPacket(),
    openPacket({ sid: "other" }),
    "0",
    "0{",
    "3",
    "3probe",
    "5",
    "6",
    "6x",
    "2probe",
  ];

  it.each(strange)("COMPAT: ignored in a session: %s", async (packet) => {
    const victim = await attack([openPacket(), CONNECTED, packet, '42["behind"]']);
    const { events, connected } = await victim.until("message");
    expect({ events, connected }).toEqual({ events: ['["behind"]'], connected: true });
    await expectLeft(arena, victim);
  });

  it("an end in the place of the open packet", async () => {
    const hostile = await arena.serve({
      script: (visit) => {
        if (transport !== "websocket") {
          respond(visit, "1");
          return;
        }
        accept(visit);
        visit.peer.socket.end();
      },
    });
    const victim = await hostile.lure({ transports: [transport] });
    expect((await victim.until("connect_error")).errors).toMatchObject([{ message: "transport close" }]);
    await expectBackOff(arena, victim);
  });

  it("a close, and what stands behind it", async () => {
    const victim = await attack([openPacket(), CONNECTED, '1\x1e42["behind"]', '42["behind"]']);
    if (transport === "websocket") {
      // A WebSocket has its own way to end.
      await victim.until("message");
      await expectLeft(arena, victim);
      return;
    }
    const { events, ends } = await victim.until("disconnect");
    expect(ends).toEqual([{ reason: "transport close", description: "transport closed by the server" }]);
    expect(events).toEqual([]);
    await expectBackOff(arena, victim, "disconnect");
  });
});

describe("garbage in the middle of an answer to a poll", () => {
  it("ends it there", async () => {
    const body = `42["before"]\x1e\x1e42["behind"]`;
    const hostile = await arena.serve({ script: servers.polling([openPacket(), CONNECTED, body]) });
    const victim = await hostile.lure({ transports: ["polling"] });
    const { events, ends } = await victim.until("disconnect");
    expect(ends).toMatchObject([{ reason: "transport error", description: "server error" }]);
    expect(events).toEqual(['["before"]']);
    await expectBackOff(arena, victim, "disconnect");
  });
});
