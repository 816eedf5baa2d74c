import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  acceptDeflateAnswer,
  acceptDeflateOffer,
  createDeflateOffer,
  type DeflateAgreement,
} from "./deflate-negotiation.ts";
import { type DeflateOptions, resolveDeflateOptions } from "./deflate-options.ts";
import { type ExtensionOffer, parseExtensions } from "./extensions.ts";

const SEED = 0x7692;

/** `P` stands for the extension's name in the tables. */
const spell = (header: string): string => header.replaceAll("P", "permessage-deflate");
const parse = (header: string): readonly ExtensionOffer[] => parseExtensions(spell(header)) ?? [];

function serve(offer: string, options: DeflateOptions = {}): DeflateAgreement | undefined {
  return acceptDeflateOffer(parse(offer), resolveDeflateOptions(options));
}

const all =
  "P; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits";

describe("the server's answer", () => {
  it.each<[string, DeflateOptions, string]>([
    ["P", {}, "P"],
    ["P; server_max_window_bits=8", {}, "P; server_max_window_bits=8"],
    ["P; server_max_window_bits=15", {}, "P; server_max_window_bits=15"],
    ['P; server_max_window_bits="10"', {}, "P; server_max_window_bits=10"],
    ["P; client_max_window_bits", {}, "P"],
    ["P; client_max_window_bits=8", {}, "P; client_max_window_bits=8"],
    ["P; client_max_window_bits=15", {}, "P; client_max_window_bits=15"],
    ["P; server_no_context_takeover", {}, "P; server_no_context_takeover"],
    ["P; client_no_context_takeover", {}, "P; client_no_context_takeover"],
    [all, {}, "P; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10"],
    ["foo, P", {}, "P"],
    ["P, P; server_no_context_takeover", {}, "P"],

    ["P", { serverMaxWindowBits: 10 }, "P; server_max_window_bits=10"],
    ["P; server_max_window_bits=15", { serverMaxWindowBits: 10 }, "P; server_max_window_bits=10"],
    ["P; server_max_window_bits=9", { serverMaxWindowBits: 10 }, "P; server_max_window_bits=9"],
    ["P", { serverMaxWindowBits: 8 }, "P; server_max_window_bits=8"],
    ["P", { serverMaxWindowBits: false }, "P"],
    ["P; server_max_window_bits=9, P", { serverMaxWindowBits: false }, "P"],

    ["P; client_max_window_bits", { clientMaxWindowBits: 10 }, "P; client_max_window_bits=10"],
    ["P; client_max_window_bits=15", { clientMaxWindowBits: 10 }, "P; client_max_window_bits=10"],
    ["P; client_max_window_bits=9", { clientMaxWindowBits: 10 }, "P; client_max_window_bits=9"],
    ["P, P; client_max_window_bits", { clientMaxWindowBits: 10 }, "P; client_max_window_bits=10"],
    ["P; client_max_window_bits=9", { clientMaxWindowBits: true }, "P; client_max_window_bits=9"],
    ["P; client_max_window_bits=9", { clientMaxWindowBits: false }, "P"],

    ["P", { serverNoContextTakeover: true }, "P; server_no_context_takeover"],
    ["P", { clientNoContextTakeover: true }, "P; client_no_context_takeover"],
    ["P; client_no_context_takeover", { clientNoContextTakeover: false }, "P; client_no_context_takeover"],
    ["P; server_no_context_takeover, P", { serverNoContextTakeover: false }, "P"],
    [
      all,
      { serverMaxWindowBits: 9, clientMaxWindowBits: 11 },
      "P; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=11",
    ],
  ])("to %j with %j is %j", (offer, options, answer) => {
    expect(serve(offer, options)?.header).toBe(spell(answer));
  });

  it.each<[string, DeflateOptions]>([
    ["", {}],
    ["foo", {}],
    ["Permessage-Deflate", {}],
    ["constructor; constructor", {}],
    ["P; foo", {}],
    ["P; constructor", {}],
    ["P; __proto__", {}],
    ["P; server_max_window_bits", {}],
    ["P; server_max_window_bits=7", {}],
    ["P; server_max_window_bits=16", {}],
    ["P; server_max_window_bits=1000", {}],
    ["P; server_max_window_bits=010", {}],
    ["P; server_max_window_bits=+10", {}],
    ["P; server_max_window_bits=1e1", {}],
    ["P; server_max_window_bits=0xa", {}],
    ["P; server_max_window_bits=10; server_max_window_bits=10", {}],
    ["P; client_max_window_bits=7", {}],
    ["P; client_max_window_bits=16", {}],
    ["P; client_max_window_bits; client_max_window_bits=10", {}],
    ["P; server_no_context_takeover=1", {}],
    ["P; client_no_context_takeover=true", {}],
    ["P; server_no_context_takeover; server_no_context_takeover", {}],
    ["P; Server_No_Context_Takeover", {}],
    ["P; server_no_context_takeover", { serverNoContextTakeover: false }],
    ["P; server_max_window_bits=15", { serverMaxWindowBits: false }],
    ["P", { clientMaxWindowBits: 15 }],
  ])("to %j with %j is to go without", (offer, options) => {
    expect(serve(offer, options)).toBeUndefined();
  });

  it.each([
    "P; foo, P",
    "P; server_max_window_bits=99, P",
    "P; a=1; a=2, P",
    "P; server_no_context_takeover=1, foo, P",
  ])("to %j is the next offer, because the first one is declined", (offer) => {
    expect(serve(offer)?.header).toBe("permessage-deflate");
  });

  it("says what holds, not only what is written", () => {
    expect(serve("P")).toEqual({
      serverNoContextTakeover: false,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 15,
      clientMaxWindowBits: 15,
      header: "permessage-deflate",
    });
    expect(serve(all, { clientMaxWindowBits: 11 })).toMatchObject({
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      serverMaxWindowBits: 10,
      clientMaxWindowBits: 11,
    });
    // The answer does not hold the client to its hint, so its window is not relied on.
    expect(serve("P; client_max_window_bits=9", { clientMaxWindowBits: false })?.clientMaxWindowBits).toBe(
      15,
    );
  });
});

describe("the client's offer", () => {
  it.each<[DeflateOptions, string]>([
    [{}, "P; client_max_window_bits"],
    [{ clientMaxWindowBits: true }, "P; client_max_window_bits"],
    [{ clientMaxWindowBits: false }, "P"],
    [{ clientMaxWindowBits: 8 }, "P; client_max_window_bits=8"],
    [{ serverMaxWindowBits: 10 }, "P; server_max_window_bits=10; client_max_window_bits"],
    [{ serverMaxWindowBits: false }, "P; client_max_window_bits"],
    [{ serverNoContextTakeover: true }, "P; server_no_context_takeover; client_max_window_bits"],
    [{ clientNoContextTakeover: true }, "P; client_no_context_takeover; client_max_window_bits"],
    [{ serverNoContextTakeover: false, clientNoContextTakeover: false }, "P; client_max_window_bits"],
    [
      {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        serverMaxWindowBits: 10,
        clientMaxWindowBits: 10,
      },
      "P; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=10",
    ],
  ])("with %j is %j", (options, offer) => {
    expect(createDeflateOffer(resolveDeflateOptions(options))).toBe(spell(offer));
  });
});

describe("the client's check of the answer", () => {
  const check = (answer: string, options: DeflateOptions = {}): ReturnType<typeof acceptDeflateAnswer> =>
    acceptDeflateAnswer(parse(answer), resolveDeflateOptions(options));

  it.each<[string, DeflateOptions, Omit<DeflateAgreement, "header">]>([
    ["P", {}, agreement(false, false, 15, 15)],
    ["P; server_max_window_bits=8", {}, agreement(false, false, 8, 15)],
    ["P; client_max_window_bits=8", {}, agreement(false, false, 15, 8)],
    ["P; server_no_context_takeover", {}, agreement(true, false, 15, 15)],
    ["P; client_no_context_takeover", {}, agreement(false, true, 15, 15)],
    ["P; server_no_context_takeover", { serverNoContextTakeover: false }, agreement(true, false, 15, 15)],
    ["P; server_max_window_bits=10", { serverMaxWindowBits: 10 }, agreement(false, false, 10, 15)],
    ["P; server_max_window_bits=8", { serverMaxWindowBits: 10 }, agreement(false, false, 8, 15)],
    ["P; server_max_window_bits=12", { serverMaxWindowBits: false }, agreement(false, false, 12, 15)],
    ["P; client_max_window_bits=10", { clientMaxWindowBits: 10 }, agreement(false, false, 15, 10)],
    ["P; client_max_window_bits=9", { clientMaxWindowBits: 10 }, agreement(false, false, 15, 9)],
    // Not repeated by the server: what the client said of itself holds all the same (7.1.1.2, 7.1.2.2).
    ["P", { clientMaxWindowBits: 10, clientNoContextTakeover: true }, agreement(false, true, 15, 10)],
    // Asked of the server and left out by it: whatever it does can be inflated.
    ["P", { serverMaxWindowBits: 10, serverNoContextTakeover: true }, agreement(false, false, 15, 15)],
  ])("takes %j with %j", (answer, options, expected) => {
    expect(check(answer, options)).toEqual({ ok: true, agreement: { ...expected, header: spell(answer) } });
  });

  it("takes no answer as no", () => {
    expect(acceptDeflateAnswer([], resolveDeflateOptions(true))).toEqual({ ok: true, agreement: undefined });
    expect(acceptDeflateAnswer([], undefined)).toEqual({ ok: true, agreement: undefined });
  });

  it.each<[string, DeflateOptions]>([
    ["P, P", {}],
    ["P; foo", {}],
    ["P; server_max_window_bits", {}],
    ["P; server_max_window_bits=1000", {}],
    ["P; server_max_window_bits=7", {}],
    ["P; server_max_window_bits=12; server_max_window_bits=12", {}],
    ["P; server_max_window_bits=11", { serverMaxWindowBits: 10 }],
    ["P; client_max_window_bits", {}],
    ["P; client_max_window_bits=16", {}],
    ["P; client_max_window_bits=11", { clientMaxWindowBits: 10 }],
    ["P; client_max_window_bits=8", { clientMaxWindowBits: false }],
    ["P; client_no_context_takeover=1", {}],
    ["P; client_no_context_takeover", { clientNoContextTakeover: false }],
    ["P; client_no_context_takeover; client_no_context_takeover", {}],
  ])("fails for %j with %j", (answer, options) => {
    expect(check(answer, options)).toEqual({ ok: false, message: "Invalid Sec-WebSocket-Extensions header" });
  });

  it.each(["foo", "constructor", "Permessage-Deflate", "P, foo", "foo, P"])(
    "fails for the extensions %j",
    (answer) => {
      const message = "Server indicated an extension that was not requested";
      expect(check(answer)).toEqual({ ok: false, message });
      expect(acceptDeflateAnswer(parse(answer), undefined)).toEqual({ ok: false, message });
    },
  );
});

describe("both ends", () => {
  const window = fc.option(fc.oneof(fc.integer({ min: 8, max: 15 }), fc.boolean()), { nil: undefined });
  const flag = fc.option(fc.boolean(), { nil: undefined });
  const options = fc.record({
    serverNoContextTakeover: flag,
    clientNoContextTakeover: flag,
    serverMaxWindowBits: window,
    clientMaxWindowBits: window,
  });

  it("agree on the same, within the limits of both", () => {
    fc.assert(
      fc.property(options, options, (serverOptions, clientOptions) => {
        const client = resolveDeflateOptions(clientOptions);
        const agreed = serve(createDeflateOffer(client), serverOptions);
        if (agreed === undefined) return;
        // The one thing that a client can refuse and that its offer cannot say.
        const isRefused = clientOptions.clientNoContextTakeover === false && agreed.clientNoContextTakeover;
        const answer = acceptDeflateAnswer(parse(agreed.header), client);
        expect(answer.ok).toBe(!isRefused);
        if (!answer.ok) return;
        expect(answer.agreement).toEqual({
          ...agreed,
          // A client keeps to its hint even where the server ignores it.
          clientMaxWindowBits: least(agreed.clientMaxWindowBits, clientOptions.clientMaxWindowBits),
        });
        const serverLimit = least(serverOptions.serverMaxWindowBits, clientOptions.serverMaxWindowBits);
        expect(agreed.serverMaxWindowBits).toBeLessThanOrEqual(serverLimit);
        expect(agreed.clientMaxWindowBits).toBeLessThanOrEqual(least(serverOptions.clientMaxWindowBits));
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

function agreement(
  serverNoContextTakeover: boolean,
  clientNoContextTakeover: boolean,
  ...[serverMaxWindowBits, clientMaxWindowBits]: [number, number]
): Omit<DeflateAgreement, "header"> {
  return { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits };
}

/** The smallest of some windows; what is no number sets no limit. */
function least(...windows: readonly (number | boolean | undefined)[]): number {
  return Math.min(15, ...windows.filter((bits) => typeof bits === "number"));
}
