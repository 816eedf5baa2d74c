import { describe, expect, it } from "vitest";
import { engineOptionsOf, resolveOptions, type ServerOptions } from "./options.ts";
import { Server } from "./server.ts";

const limits = {
  maxUnconnected: 10_000,
  maxNamespacesPerConnection: 1_024,
  maxNamespaceLength: 1_024,
  maxEmptyChildNamespaces: 10_000,
  maxConnectRestarts: 10,
  maxConnectBytes: Infinity,
  maxAttachments: 10,
  maxPendingAttachmentBytes: 10_000_000,
  attachmentTimeout: 45_000,
  maxJsonDepth: 1_024,
  maxEventNameLength: 16_384,
  maxPendingAcks: 10_000,
  maxUnknownAcksPerSecond: 1_000,
  maxUnknownAcks: Infinity,
  maxRoomsPerSocket: 100_000,
};

const rules = {
  allowLeadingZeros: true,
  allowUnusedAttachments: true,
  allowErrorEvent: true,
  nullPrototypes: false,
  attachmentTimeoutPer: "attachment",
  whenAcksAreFull: "drop-oldest",
} as const;

const strictRules = {
  allowLeadingZeros: false,
  allowUnusedAttachments: false,
  allowErrorEvent: false,
  nullPrototypes: true,
  attachmentTimeoutPer: "packet",
  whenAcksAreFull: "throw",
} as const;

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
      limits: { ...limits, ...rules },
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

  it.each(Object.keys(rules) as (keyof typeof rules)[])("%s: takes its two values, and no other", (name) => {
    for (const value of [rules[name], strictRules[name]])
      for (const hardening of ["compatible", "strict"] as const)
        expect(resolveOptions({ [name]: value, hardening }).limits[name]).toBe(value);
    expect(resolveOptions({ [name]: undefined }).limits[name]).toBe(rules[name]);
    const known = [rules[name], strictRules[name]].map((value) => JSON.stringify(value)).join(" or ");
    for (const wrong of ["no", null, 1]) {
      const error = new TypeError(`The option "${name}" is ${known}, not ${JSON.stringify(wrong)}`);
      expect(() => new Server({ [name]: wrong })).toThrow(error);
    }
  });

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
      maxConnectBytes: 65_536,
      attachmentTimeout: 10_000,
      maxJsonDepth: 5,
      maxEventNameLength: 1_024,
      maxUnknownAcksPerSecond: 1_000,
      maxUnknownAcks: 100,
      maxRoomsPerSocket: 1_000,
      ...strictRules,
    });
    expect(strict.recovery).toMatchObject({ maxRecoveryBytes: 33_554_432, maxRecoveryPackets: 100_000 });
    expect(engineOptionsOf({ hardening: "strict", writeStallTimeout: 1 })).toMatchObject({
      maxPacketsPerPayload: 10_000,
      maxBufferedBytes: 4_194_304,
      writeStallTimeout: 1,
      allowedOrigins: "same-origin",
      wholeBodyTimeout: 10_000,
    });
    expect(engineOptionsOf({ hardening: "strict", allowedOrigins: "null" }).allowedOrigins).toBe("null");
    expect(resolveOptions({ hardening: "compatible" }).limits).toEqual(resolveOptions({}).limits);
  });

  it.each([
    [{ hardening: "very" }, 'The option "hardening" is "compatible" or "strict", not "very"'],
    [{ handlerErrors: "ignore" }, 'The option "handlerErrors" is "isolate" or "throw", not "ignore"'],
  ])("%o cannot be meant", (options, message) => {
    expect(() => new Server(options as unknown as ServerOptions)).toThrow(new TypeError(message));
  });
});
