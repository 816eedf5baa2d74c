import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { accept, CONNECTED, message, openPacket, type Packets, servers } from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, useTarget, type Victim } from "./harness/target.ts";
import type { PlainOptions } from "./harness/types.ts";

const arena = useTarget();

async function attack(packets: Packets, options: PlainOptions = {}): Promise<Victim> {
  const hostile = await arena.serve({ script: servers.websocket([openPacket(), ...packets]) });
  return hostile.lure({ transports: ["websocket"], ...options });
}

/** As they stand in a packet of Engine.IO. */
const wrong: readonly string[] = [
  ...["", "7", "9", "x", " 2", "-1", "\0", "é"],
  // Row 12, CVE-2023-32695: events.
  ...[
    "2",
    "2[",
    "2[]",
    "2{}",
    '2"a"',
    "2null",
    "2nonsense",
    "2[null]",
    "2[true]",
    '2[{"toString":"a"}]',
    '2[["a"]]',
  ],
  ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].map(
    (name) => `2["${name}"]`,
  ),
  // Row 13: numbers of acknowledgements.
  ...['2-1["a"]', '2 5["a"]', '21e3["a"]', `2${"9".repeat(400)}["a"]`, '2Infinity["a"]'],
  ...["3", "31", "31{}", '31"a"', "31null", `3${"9".repeat(400)}[]`],
  // What the other types may not carry.
  ...["0[]", '0"a"', "0nonsense", "1{}", "1[]", "1x", "4", "4[]", "45", "4null", "4true", "4nonsense"],
  // CVE-2026-33151, CVE-2026-69185: numbers of attachments.
  ...[
    '5["a"]',
    '50-["a"]',
    '511-["a"]',
    '5-1-["a"]',
    '51e1-["a"]',
    '5 1-["a"]',
    "51-",
    "51",
    "6",
    "61-",
    '61-"a"',
  ],
  ...[`51000000-["a"]`, `5${"9".repeat(309)}-["a"]`, `5${"1".repeat(1_000_000)}`],
  // Row 10, CVE-2022-2421: placeholders.
  ...['"splice"', '"0"', '"length"', "-1", "1", "0.5", "1e9", "null", "[]", "{}", "true"].map(
    (num) => `51-["a",{"_placeholder":true,"num":${num}}]`,
  ),
  ...[
    '51-["a",{"_placeholder":true}]',
    '52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]',
  ],
  `51-["a",${'{"_placeholder":true,"num":0},'.repeat(3000)}0]`,
  // CVE-2020-36049: long runs.
  ...["2", "51-", "3"].flatMap((type) =>
    ["1", "a", "-", ",", '"'].map((character) => type + character.repeat(500_000)),
  ),
];

describe("what is no packet of Socket.IO", () => {
  const brief = wrong.map(
    (packet) => [packet.length > 90 ? `${packet.slice(0, 40)}…` : packet, packet] as const,
  );

  it.each(brief)("once connected: %j", async (_name, packet) => {
    const victim = await attack([CONNECTED, '42["before"]', `4${packet}`, '42["behind"]']);
    const { ends, events } = await victim.until("disconnect");
    expect(ends).toMatchObject([{ reason: "parse error" }]);
    expect(events).toEqual(['["before"]']);
    await expectBackOff(arena, victim, "disconnect");
  });

  it.each(brief)("in the place of CONNECT: %j", async (_name, packet) => {
    const victim = await attack([`4${packet}`, CONNECTED, '42["behind"]']);
    const { ends, events } = await victim.until("disconnect");
    expect(ends).toMatchObject([{ reason: "parse error" }]);
    expect(events).toEqual([]);
    await expectLeft(arena, victim);
  });
});

describe("attachments", () => {
  const header = '451-["file",{"_placeholder":true,"num":0}]';
  const bytes = Buffer.from("bytes");
  const cases: readonly (readonly [string, Packets])[] = [
    ["without a header", [bytes]],
    ["more than announced", [header, bytes, bytes]],
    ["text in their place", [header, '42["behind"]']],
    [
      "text between them",
      ['452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', bytes, "40"],
    ],
    ["CONNECT in their place", [header, CONNECTED]],
  ];

  it.each(cases)("%s", async (_name, packets) => {
    const victim = await attack([CONNECTED, ...packets]);
    expect((await victim.until("disconnect")).ends).toMatchObject([{ reason: "parse error" }]);
    await expectBackOff(arena, victim, "disconnect");
  });

  it("that do not come: the session goes on without them, and a new one is not waiting for them", async () => {
    const script = servers.websocket([openPacket(), CONNECTED, header]);
    const hostile = await arena.serve({
      script: (visit) => {
        if (visit.number === 1) script(visit);
        else accept(visit, ...[openPacket(), CONNECTED, '42["second"]'].map(message));
      },
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    await victim.until("connect");
    hostile.server.visits[0]!.peer.socket.destroy();
    await victim.until("disconnect");
    await arena.target.ask("pass", { milliseconds: 1500 });
    expect((await victim.until("message")).events).toEqual(['["second"]']);
    await expectLeft(arena, victim);
  });
});

describe("COMPAT: packets that have no place, and are ignored", () => {
  const strange: readonly string[] = [
    ...["430[]", "43999[]", "43[]", '43999["a"]', "43999999999999999[]"],
    ...[
      '42/other,["a"]',
      '42/other,1["a"]',
      "43/other,1[]",
      "41/other,",
      '40/other,{"sid":"c"}',
      '44/other,{"message":"no"}',
    ],
    ...[
      '42/__proto__,["a"]',
      '40/constructor,{"sid":"c"}',
      `40/${"a".repeat(100_000)},{"sid":"c"}`,
      `40/${"-".repeat(1_000_000)}`,
    ],
  ];

  it.each(strange.map((packet) => [packet.slice(0, 60), packet] as const))("%s", async (_name, packet) => {
    const victim = await attack([CONNECTED, packet, packet, '42["behind"]']);
    const { events, counts, connected, id } = await victim.until("message");
    expect({ events, connected, id }).toEqual({ events: ['["behind"]'], connected: true, id: "b" });
    expect(counts).toMatchObject({ connect: 1, connect_error: 0, disconnect: 0 });
    await expectLeft(arena, victim);
  });
});

describe("names", () => {
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "error",
    "then",
    "",
    "data",
    "packet",
  ];

  it.each(names)("row 11: of events, and keys: %j", async (name) => {
    const key = JSON.stringify(name);
    const attached = `451-["file",{${key}:{"_placeholder":true,"num":0}}]`;
    const victim = await attack([
      CONNECTED,
      `42[${key},{${key}:{"polluted":1},"__proto__":{"polluted":2}}]`,
      attached,
      Buffer.from("x"),
    ]);
    const { events, connected } = await victim.until("message", 2);
    expect(events[0]).toContain(`[${key},{`);
    expect(connected).toBe(true);
    expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
    await expectLeft(arena, victim);
  });

  it("COMPAT: a number is a name", async () => {
    const victim = await attack([CONNECTED, "42[5,1]"]);
    expect((await victim.until("message")).events).toEqual(["[5,1]"]);
    await expectLeft(arena, victim);
  });
});

describe("CONNECT", () => {
  it.each([
    "0",
    "05",
    "0{}",
    '0{"sid":""}',
    '0{"sid":1}',
    '0{"sid":null}',
    '0{"sid":["a"]}',
    '0{"sid":{"toString":"a"}}',
  ])("without an id: %s", async (packet) => {
    const victim = await attack([`4${packet}`, `4${packet}`]);
    const { errors, connected, counts } = await victim.until("connect_error", 2);
    expect(errors[0]?.message).toMatch(/^It seems you are trying to reach a Socket\.IO server in v2\.x/);
    expect({ connected, connects: counts.connect }).toEqual({ connected: false, connects: 0 });
    await expectLeft(arena, victim);
  });

  it("COMPAT: twice, with another id", async () => {
    const victim = await attack([CONNECTED, '40{"sid":"c","pid":"p"}', '42["behind"]']);
    const { counts, id, connected } = await victim.until("message");
    expect({ id, connected, connects: counts.connect }).toEqual({ id: "c", connected: true, connects: 2 });
    await expectLeft(arena, victim);
  });

  it("pid and offset of other types", async () => {
    const victim = await attack([
      '40{"sid":"b","pid":{"toString":1}}',
      '42["a",{"b":1}]',
      '42["a","offset"]',
    ]);
    expect(await victim.until("message", 2)).toMatchObject({ recovered: false, connected: true });
    await expectLeft(arena, victim);
  });
});

describe("CONNECT_ERROR", () => {
  const shapes: readonly (readonly [string, string, unknown])[] = [
    ['{"message":"no"}', "no", undefined],
    ['{"message":"no","data":{"__proto__":{"polluted":1}}}', "no", {}],
    ['{"message":{"toString":1}}', "", undefined],
    ["{}", "", undefined],
    ['"text"', "", undefined],
    [`{"message":"${"a".repeat(1_000_000)}"}`, "a".repeat(1_000_000), undefined],
  ];

  it.each(shapes.map((shape) => [shape[0].slice(0, 60), shape] as const))(
    "%s",
    async (_name, [packet, text]) => {
      const victim = await attack([`44${packet}`, CONNECTED]);
      const { errors, active, connected } = await victim.until("connect_error");
      expect({ text: errors[0]?.message, active, connected }).toEqual({
        text,
        active: false,
        connected: false,
      });
      expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
      await expectLeft(arena, victim);
    },
  );

  it("once connected: COMPAT: it looks connected, but is over; a question with a timeout is settled", async () => {
    const hostile = await arena.serve({
      script: async (visit) => {
        accept(visit, message(openPacket()), message(CONNECTED));
        // CONNECT, then the question.
        await visit.peer.frame();
        await visit.peer.frame();
        visit.peer.send(message('44{"message":"no"}'));
      },
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    await victim.until("connect");
    await victim.emit(1, 20_000);
    expect(await victim.until("connect_error")).toMatchObject({ active: false, errors: [{ message: "no" }] });
    await arena.target.ask("pass", { milliseconds: 20_000 });
    await victim.until("ack_error");
    await expectLeft(arena, victim);
  });
});

describe("DISCONNECT", () => {
  it("ends it, and nobody comes back", async () => {
    const victim = await attack([CONNECTED, "41", "41", CONNECTED, '42["behind"]']);
    const { ends, active } = await victim.until("disconnect");
    expect({ ends, active }).toEqual({ ends: [{ reason: "io server disconnect" }], active: false });
    expect((await victim.leave()).counts).toMatchObject({ connect: 1, disconnect: 1, message: 0 });
    await expectLeft(arena, victim);
  });

  it("before CONNECT", async () => {
    const victim = await attack(["41"]);
    const { active, ends } = await victim.until("disconnect");
    expect({ active, ends }).toEqual({ active: false, ends: [{ reason: "io server disconnect" }] });
    await expectLeft(arena, victim);
  });
});

describe("acknowledgements", () => {
  it("row 13: repeated, late and of another shape: each question is settled once", async () => {
    const hostile = await arena.serve({
      script: async (visit) => {
        accept(visit, message(openPacket()), message(CONNECTED));
        for (let frames = 0; frames < 4; frames++) await visit.peer.frame();
        const answers = [
          '430["a"]',
          '430["b"]',
          "431[]",
          "431[]",
          '432[{"__proto__":1}]',
          "432[]",
          '42["behind"]',
        ];
        visit.peer.send(...answers.map(message));
      },
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    await victim.until("connect");
    await victim.emit(3);
    expect((await victim.until("message")).counts).toMatchObject({ ack: 3, disconnect: 0 });
    await expectLeft(arena, victim);
  });
});

describe("row 14: data within data", () => {
  it.each([5000, 400_000])("%d lists: COMPAT: delivered", async (depth) => {
    const deep = "[".repeat(depth) + "]".repeat(depth);
    const victim = await attack([CONNECTED, `42["deep",${deep}]`, '42["behind"]']);
    expect(await victim.until("message", 2)).toMatchObject({ connected: true });
    await expectLeft(arena, victim);
  });

  it("that are not closed, or hide a placeholder", async () => {
    for (const packet of [
      `42["a",${"[".repeat(400_000)}`,
      `451-["a",${"[".repeat(400_000)}${"]".repeat(400_000)}]`,
    ]) {
      const victim = await attack([CONNECTED, packet]);
      expect((await victim.until("disconnect")).ends).toMatchObject([{ reason: "parse error" }]);
      await expectLeft(arena, victim);
    }
  });
});
