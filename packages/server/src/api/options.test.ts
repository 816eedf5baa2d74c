import { describe, expect, it } from "vitest";
import { engineOptionsOf, resolveOptions, type ServerOptions } from "./options.ts";
import { Server } from "./server.ts";

const limits = {
  maxUnconnected: 10_000,
  maxNamespacesPerConnection: 1_024,
  maxNamespaceLength: 1_024,
  maxEmptyChildNamespaces: 10_000,
  maxConnectRestarts: 10,
  maxAttachments: 10,
  maxPendingAttachmentBytes: 10_000_000,
  attachmentTimeout: 45_000,
  maxJsonDepth: 1_024,
  maxEventNameLength: 16_384,
  maxPendingAcks: 10_000,
  maxUnknownAcksPerSecond: 1_000,
  maxRoomsPerSocket: 100_000,
};

const recovery = {
  maxDisconnectionDuration: 120_000,
  skipMiddlewares: true,
  maxRecoveryBytes: 134_217_728,
  maxRecoveryPackets: 1_000_000,
  maxRecoverySessions: 100_000,
};

const names = Object.keys(limits) as (keyof typeof limits)[];

describe("the options", () => {
  it("have defaults", () => {
    expect(resolveOptions({})).toMatchObject({
      connectTimeout: 45_000,
      cleanupEmptyChildNamespaces: false,
      recovery: undefined,
      limits,
    });
  });

  it.each(names)("%s: takes any number that is not negative; undefined is the default", (name) => {
    for (const value of [0, 7, Infinity]) expect(resolveOptions({ [name]: value }).limits[name]).toBe(value);
    expect(resolveOptions({ [name]: undefined }).limits[name]).toBe(limits[name]);
  });

  it.each(names.flatMap((name) => [-1, Number.NaN, "7", null].map((value) => [name, value] as const)))(
    "%s: %s cannot be meant",
    (name, value) => {
      const expected = `The option "${name}" must be a number that is not negative; Infinity switches it off`;
      expect(() => new Server({ [name]: value })).toThrow(new RangeError(expected));
    },
  );

  it("attachments may have as many bytes as there may be messages for them", () => {
    const most = (options: Partial<ServerOptions>): number =>
      resolveOptions(options).limits.maxPendingAttachmentBytes;
    expect(most({ maxHttpBufferSize: 100 })).toBe(1_000);
    expect(most({ maxHttpBufferSize: 100, maxAttachments: 3 })).toBe(300);
    expect(most({ maxHttpBufferSize: 100, hardening: "strict" })).toBe(100);
    expect(most({ maxPendingAttachmentBytes: 7, hardening: "strict" })).toBe(7);
  });

  it.each<[ServerOptions["connectionStateRecovery"] | undefined, object | undefined]>([
    [undefined, undefined],
    [{}, recovery],
    [{ maxDisconnectionDuration: undefined as never }, recovery],
    [
      { maxDisconnectionDuration: 1, skipMiddlewares: false, maxRecoveryBytes: 2, maxRecoveryPackets: 3 },
      { maxDisconnectionDuration: 1, skipMiddlewares: false, maxRecoveryBytes: 2, maxRecoveryPackets: 3 },
    ],
  ])("connectionStateRecovery: %o", (connectionStateRecovery, expected) => {
    const { recovery: resolved } = resolveOptions(
      connectionStateRecovery === undefined ? {} : { connectionStateRecovery },
    );
    if (expected === undefined) expect(resolved).toBeUndefined();
    else expect(resolved).toMatchObject(expected);
  });

  it.each([-1, Number.NaN, "7"])("connectTimeout: %s cannot be meant", (connectTimeout) => {
    const error = new RangeError("connectTimeout must be a number of milliseconds that is not negative");
    expect(() => new Server({ connectTimeout: connectTimeout as number })).toThrow(error);
    expect(() => new Server().connectTimeout(connectTimeout as number)).toThrow(error);
  });

  it("of which the sum is strict, with exceptions", () => {
    const strict = resolveOptions({ hardening: "strict", connectionStateRecovery: {}, maxJsonDepth: 5 });
    expect(strict.limits).toMatchObject({
      maxNamespacesPerConnection: 64,
      maxNamespaceLength: 256,
      maxEmptyChildNamespaces: 0,
      maxConnectRestarts: 0,
      maxPendingAttachmentBytes: 1_000_000,
      attachmentTimeout: 10_000,
      maxJsonDepth: 5,
      maxEventNameLength: 1_024,
      maxUnknownAcksPerSecond: 100,
      maxRoomsPerSocket: 1_000,
    });
    expect(strict.recovery).toMatchObject({ maxRecoveryBytes: 33_554_432, maxRecoveryPackets: 100_000 });
    expect(engineOptionsOf({ hardening: "strict", writeStallTimeout: 1 })).toMatchObject({
      maxPacketsPerPayload: 10_000,
      maxBufferedBytes: 4_194_304,
      writeStallTimeout: 1,
    });
    expect(resolveOptions({ hardening: "compatible" }).limits).toEqual(resolveOptions({}).limits);
  });

  it.each([
    [{ hardening: "very" }, 'The option "hardening" is "compatible" or "strict", not "very"'],
    [{ handlerErrors: "ignore" }, 'The option "handlerErrors" is "isolate" or "throw", not "ignore"'],
  ])("%o cannot be meant", (options, message) => {
    expect(() => new Server(options as unknown as ServerOptions)).toThrow(new TypeError(message));
  });
});
