import { Buffer } from "node:buffer";
import type { SocketLimitOptions } from "@sockeye/server";
import { describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { joinSocket, nested, placeholder, type RawSocket } from "./harness/clients.ts";
import { expectCloseCode } from "./harness/close-codes.ts";
import { type TargetSockets, useTarget } from "./harness/target.ts";

/** A limit that is about what one client sends, and how to send so much of it. */
interface Limit {
  readonly option: keyof SocketLimitOptions;
  /** What it is set to. */
  readonly most: number;
  /** Sends what is that large, or so many. */
  send(socket: RawSocket, amount: number, server: TargetSockets): Promise<void> | void;
  /** The code that the connection ends with beyond it; where it goes on, what comes instead. */
  readonly code?: string;
  readonly reply?: string;
  /** Where a few more must come to be sure: limits by the second. */
  readonly beyond?: number;
}

const limits: readonly Limit[] = [
  {
    option: "maxNamespaceLength",
    most: 20,
    send: (socket, length) => {
      socket.send(`0/d${"x".repeat(length - 2)},`);
    },
    code: "SIO_NAMESPACE_TOO_LONG",
  },
  {
    option: "maxEventNameLength",
    most: 20,
    send: (socket, length) => {
      socket.send(`2["${"x".repeat(length)}"]`);
    },
    code: "SIO_EVENT_NAME_TOO_LONG",
  },
  {
    option: "maxJsonDepth",
    most: 20,
    send: (socket, depth) => {
      // The list of the event is a level.
      socket.send(`2["a",${nested(depth - 1)}]`);
    },
    code: "SIO_PAYLOAD_TOO_DEEP",
  },
  {
    option: "maxAttachments",
    most: 3,
    send: (socket, count) => {
      socket.send(
        `5${count}-["a",${numbers(count).map(placeholder).join(",")}]`,
        ...numbers(count).map(() => Buffer.of(1)),
      );
    },
    code: "SIO_TOO_MANY_ATTACHMENTS",
  },
  {
    option: "maxPendingAttachmentBytes",
    most: 1000,
    send: (socket, bytes) => {
      socket.send(
        `52-["a",${placeholder(0)},${placeholder(1)}]`,
        Buffer.alloc(600),
        Buffer.alloc(bytes - 600),
      );
    },
    code: "SIO_ATTACHMENTS_TOO_LARGE",
  },
  {
    option: "maxNamespacesPerConnection",
    most: 3,
    // It is in one already.
    send: async (socket, count) => {
      for (const index of numbers(count - 1)) {
        socket.send(`0/d${index},`);
        const answer = await socket.next();
        if (answer?.includes("sid") !== true)
          return socket.send(`2["${String(answer).replaceAll('"', "'")}"]`);
      }
    },
    reply: "4/d2,{'message':'Too many namespaces'}",
  },
  {
    option: "maxConnectRestarts",
    most: 3,
    send: (socket, count) => {
      socket.send(...numbers(count + 1).map(() => "0/wait,"));
    },
    code: "SIO_TOO_MANY_CONNECTS",
  },
  {
    option: "maxUnknownAcksPerSecond",
    most: 10,
    send: (socket, count) => {
      socket.send(...numbers(count).map((id) => `3${id}[]`));
    },
    code: "SIO_TOO_MANY_UNKNOWN_ACKS",
    beyond: 2 * 10 + 1,
  },
  {
    option: "maxUnknownAcks",
    most: 10,
    send: (socket, count) => {
      socket.send(...numbers(count).map((id) => `3${id}[]`));
    },
    code: "SIO_TOO_MANY_UNKNOWN_ACKS",
  },
  {
    option: "maxConnectBytes",
    most: 100,
    send: (socket, length) => {
      socket.send(`0/free,{"x":"${"x".repeat(length - 15)}"}`);
    },
    code: "SIO_CONNECT_TOO_LARGE",
  },
  {
    option: "maxRoomsPerSocket",
    most: 10,
    send: async (socket, count, server) => {
      socket.send(`2["join many",${count - 1}]`);
      await socket.echo();
      for (const { error } of (await server.status()).failures)
        socket.send(`2["${error.replace(/.*(more than \d+ rooms).*/, "$1")}"]`);
    },
    reply: "more than 10 rooms",
  },
];

describe("limits of what one client sends", () => {
  const arena = useTarget();

  /** Sends so much under that limit: the code of the end, or what came instead, if anything. */
  async function attempt({ option, send }: Limit, most: number, amount: number): Promise<unknown> {
    const server = await arena.serve({ options: { [option]: most } });
    const socket = await joinSocket(server.port);
    await send(socket, amount, server);
    const ended = server.until({ ended: 1 }).then(({ ends }) => ends[0]);
    // An echo does not come when the connection ends, and an end does not come when there is an echo.
    const result = await socket.echo().then(
      () => server.status(),
      () => ended,
    );
    socket.leave();
    if (result !== undefined && "code" in result) {
      expectCloseCode(socket, result.code);
      return result.code;
    }
    return result?.names.find(
      (name) => String(name).includes("Too many") || String(name).includes("more than"),
    );
  }

  it.each(limits.flatMap((limit) => [-1, 0].map((less) => ({ ...limit, less }))))(
    "$option: at the limit and $less nothing happens",
    async ({ less, ...limit }) => {
      expect(await attempt(limit, limit.most, limit.most + less)).toBeUndefined();
    },
  );

  it.each(limits)("$option: one beyond it", async (limit) => {
    const { most, beyond = most + 1 } = limit;
    expect(await attempt(limit, most, beyond)).toBe(limit.code ?? limit.reply);
  });

  it.each(limits)("$option: off", async (limit) => {
    const { most, beyond = most + 1 } = limit;
    expect(await attempt(limit, Infinity, beyond)).toBeUndefined();
  });
});

describe("limits of time, and of what all clients do", () => {
  const arena = useTarget();
  const off = {
    maxUnconnected: Infinity,
    maxEmptyChildNamespaces: Infinity,
    maxPendingAcks: Infinity,
    maxInflightBytes: Infinity,
    attachmentTimeout: Infinity,
    connectTimeout: Infinity,
  };

  it("all off at once: nothing of it happens, and nobody is warned", async () => {
    const server = await arena.serve({ options: off });
    const { namespaces } = await server.status();
    const sockets = await Promise.all(numbers(20).map(() => joinSocket(server.port)));
    for (const socket of sockets) socket.send(`51-["a",${placeholder(0)}]`);
    const other = await joinSocket(server.port);
    for (const index of numbers(50)) {
      other.send(`0/d${index},`);
      await other.find(`0/d${index},`);
      other.send(`1/d${index},`);
    }
    await other.echo();
    expect(await server.status()).toMatchObject({ namespaces: namespaces + 50, open: 21 });
    for (const socket of sockets) {
      socket.send(Buffer.of(1));
      await socket.echo();
    }
    for (const socket of [other, ...sockets]) socket.leave();
  });

  it.each([
    ["maxRoomsPerSocket", -1],
    ["maxPendingAcks", Number.NaN],
    ["attachmentTimeout", "5"],
    ["maxJsonDepth", null],
    ["maxInflightBytes", -1],
    ["hardening", "paranoid"],
    ["handlerErrors", "ignore"],
  ])("%s: %s is refused when the server is made", async (option, value) => {
    await expect(arena.serve({ options: { [option]: value } })).rejects.toThrow(
      /option|RangeError|TypeError/,
    );
  });
});

describe('hardening: "strict"', () => {
  const arena = useTarget();

  it.each([
    ["maxJsonDepth", `2["a",${nested(256)}]`, "SIO_PAYLOAD_TOO_DEEP"],
    ["maxNamespaceLength", `0/${"a".repeat(256)},`, "SIO_NAMESPACE_TOO_LONG"],
    ["maxEventNameLength", `2["${"a".repeat(1025)}"]`, "SIO_EVENT_NAME_TOO_LONG"],
    ["maxConnectRestarts", "0/wait,", "SIO_TOO_MANY_CONNECTS"],
  ])("lowers %s, and a single option wins", async (option, packet, code) => {
    const server = await arena.serve({ options: { hardening: "strict" } });
    const socket = await joinSocket(server.port);
    socket.send(packet, packet);
    await socket.rest();
    expectCloseCode(socket, code);
    expect((await server.until({ ended: 1 })).ends).toMatchObject([{ code }]);
    const other = await arena.serve({ options: { hardening: "strict", [option]: 2000 } });
    const welcome = await joinSocket(other.port);
    welcome.send(packet, packet);
    await welcome.echo();
    welcome.leave();
  });
});
