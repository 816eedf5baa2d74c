import type { Socket } from "socket.io-client";
import type { ClientOptions } from "../harness/client-stage.ts";
import type { Scenario } from "../harness/scenario.ts";

const websocket: ClientOptions = { transports: ["websocket"] };

type Answer = (data: object) => void;

/** What may be given as `auth`. */
const given: readonly (readonly [string, () => unknown])[] = [
  ["an object", () => ({ token: "t", n: 1, deep: { a: [1] } })],
  ["an empty object", () => ({})],
  ["null", () => null],
  ["undefined", () => undefined],
  ["text", () => "text"],
  ["a list", () => [1]],
  ["a function that answers at once", () => (answer: Answer) => answer({ now: true })],
  ["a function that answers later", () => (answer: Answer) => void setImmediate(answer, { later: true })],
  ["a function that answers twice", () => (answer: Answer) => [answer({ n: 1 }), answer({ n: 2 })]],
  [
    "an async function",
    () => async (answer: Answer) => {
      await Promise.resolve();
      answer({ async: true });
    },
  ],
  ["a function that never answers", () => () => undefined],
  ["a function that answers nothing", () => (answer: () => void) => answer()],
  ["binary data", () => ({ bytes: Buffer.of(1, 2) })],
  ["a date", () => ({ at: new Date(0) })],
];

const kinds: readonly Scenario[] = given.flatMap(([name, auth]) =>
  (name.startsWith("an") ? ["/", "/x"] : ["/"]).map((nsp) => ({
    name: `auth is ${name}, ${nsp}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(nsp), {
        ...websocket,
        auth: auth() as NonNullable<ClientOptions["auth"]>,
      });
      await stage.settle();
      stage.note("connected", socket.connected);
    },
  })),
);

const others: readonly Scenario[] = [
  {
    name: "auth is asked for at each connection",
    script: async (stage) => {
      const raw = await stage.raw();
      let count = 0;
      const auth = (answer: Answer): void => {
        count += 1;
        answer({ count });
      };
      const socket = stage.connect(raw.url(), {
        ...websocket,
        auth,
        reconnection: true,
        reconnectionDelay: 1,
        randomizationFactor: 0,
      });
      await stage.seen("a", "connect");
      await stage.settle();
      raw.session.cut();
      await stage.seen("a", "connect", 2);
      await stage.settle();
      socket.disconnect().connect();
      await stage.settle();
    },
  },
  {
    name: "auth is replaced, changed and taken away",
    script: async (stage) => {
      const raw = await stage.raw();
      const auth: Record<string, unknown> = { first: 1 };
      const socket = await stage.joined(raw, { auth });
      const again = async (change: (socket: Socket) => void): Promise<void> => {
        change(socket);
        socket.disconnect().connect();
        await stage.settle();
      };
      await again(() => (auth["second"] = 2));
      await again((it) => (it.auth = { replaced: true }));
      await again((it) => (it.auth = (answer) => answer({ by: "function" })));
      await again((it) => (it.auth = undefined as unknown as object));
    },
  },
  {
    name: "each namespace has its own auth",
    script: async (stage) => {
      const raw = await stage.raw();
      stage.connect(raw.url(), { ...websocket, auth: { a: 1 } });
      stage.keep(stage.client.io(raw.url("/x"), { ...websocket, auth: { b: 2 } }));
      stage.keep(stage.client.io(raw.url("/y"), websocket));
      await stage.settle();
    },
  },
  {
    name: "auth that answers when the socket is closed already",
    script: async (stage) => {
      const raw = await stage.raw();
      let answer: Answer | undefined;
      const auth = (given: Answer): void => void (answer = given);
      const socket = stage.connect(raw.url(), { ...websocket, auth });
      await stage.settle();
      stage.note("asked", answer !== undefined);
      socket.disconnect();
      await stage.settle();
      answer?.({ late: true });
      await stage.settle();
      stage.note("state", socket.connected, socket.active);
    },
  },
];

export const auths: readonly Scenario[] = [...kinds, ...others];
