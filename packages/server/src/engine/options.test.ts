import { describe, expect, it } from "vitest";
import { protocol, Server, transports } from "./index.ts";
import { resolveServerOptions, type ServerOptions } from "./options.ts";

describe("the engine", () => {
  it("shows its options with their defaults", () => {
    expect(new Server({ pingInterval: 5, cookie: true }).opts).toMatchObject({
      pingInterval: 5,
      pingTimeout: 20_000,
      upgradeTimeout: 10_000,
      maxHttpBufferSize: 1e6,
      transports: ["polling", "websocket"],
      allowUpgrades: true,
      allowEIO3: false,
      cookie: true,
    });
  });

  it("knows the numbers of refusals, and which transports lead where", () => {
    expect(Server.errors).toEqual({
      UNKNOWN_TRANSPORT: 0,
      UNKNOWN_SID: 1,
      BAD_HANDSHAKE_METHOD: 2,
      BAD_REQUEST: 3,
      FORBIDDEN: 4,
      UNSUPPORTED_PROTOCOL_VERSION: 5,
    });
    expect(Server.errorMessages[5]).toBe("Unsupported protocol version");
    const engine = new Server();
    expect([engine.upgrades("polling"), engine.upgrades("websocket"), protocol]).toEqual([
      ["websocket"],
      [],
      4,
    ]);
    expect(Object.keys(transports)).toEqual(["polling", "websocket", "webtransport"]);
  });

  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ pingInterval: -1 }, /"pingInterval" must be a number/],
    [{ pingTimeout: "5" }, /"pingTimeout" must be a number/],
    [{ upgradeTimeout: Number.NaN }, /"upgradeTimeout" must be a number/],
    [{ maxHttpBufferSize: null }, /"maxHttpBufferSize" must be a number/],
    [{ wholeBodyTimeout: -1 }, /"wholeBodyTimeout" must be a number/],
    [{ bodyTimeout: "5" }, /"bodyTimeout" must be a number/],
    [{ maxBufferedBytes: -1 }, /"maxBufferedBytes" must be a number/],
    [{ transports: ["polling", "carrier"] }, /"carrier" is none of them/],
    [{ handshakesPerSecond: 0 }, /lets nothing through/],
    [{ cookie: { name: "a b" } }, /option "name"/],
    [{ allowedOrigins: "*" }, /leave the option out/],
  ];

  it.each(wrong)("says what is wrong with %j", (options, message) => {
    expect(() => new Server(options as ServerOptions)).toThrow(message);
  });

  it.each<[ServerOptions, number]>([
    [{}, 300_000],
    [{ bodyTimeout: 2_000 }, 60_000],
    [{ bodyTimeout: Infinity }, Infinity],
    [{ bodyTimeout: 2_000, wholeBodyTimeout: 10_000 }, 10_000],
    [{ wholeBodyTimeout: 10_000 }, 10_000],
    [{ wholeBodyTimeout: undefined }, 300_000],
  ])("a whole body may take thirty pauses, unless somebody says otherwise: %j", (options, expected) => {
    expect(resolveServerOptions(options).core.wholeBodyTimeout).toBe(expected);
  });

  it("takes undefined for not given, and Infinity for no limit", () => {
    const { opts } = new Server({
      pingInterval: undefined,
      maxConnections: Infinity,
    } as unknown as ServerOptions);
    expect(opts.pingInterval).toBe(25_000);
  });
});
