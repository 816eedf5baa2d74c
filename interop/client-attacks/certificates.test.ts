import { describe, expect, it } from "vitest";
import {
  type Certificate,
  createCertificate,
  createExpiredCertificate,
  createValidCertificate,
} from "../peers/certificate.ts";
import { CONNECTED, openPacket, type Script, servers } from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, useTarget } from "./harness/target.ts";
import type { PlainOptions } from "./harness/types.ts";

const arena = useTarget();
const day = 86_400_000;

/** A certificate, whether the application trusts it, and what is wrong with it. */
type Wrong = readonly [name: string, certificate: Certificate, isTrusted: boolean, code: string];

const notYet = createCertificate({
  hosts: ["localhost", "127.0.0.1"],
  notBefore: new Date(Date.now() + day),
  notAfter: new Date(Date.now() + 2 * day),
});
const wrong: readonly Wrong[] = [
  ["self-signed", createValidCertificate(), false, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["expired", createExpiredCertificate(), true, "CERT_HAS_EXPIRED"],
  ["not valid yet", notYet, true, "CERT_NOT_YET_VALID"],
  ["for another host", createValidCertificate(["example.org"]), true, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["for another address", createValidCertificate(["127.0.0.2"]), true, "ERR_TLS_CERT_ALTNAME_INVALID"],
];

/** Only `false` is a "no". */
const verifying: readonly (readonly [string, PlainOptions])[] = [
  ["absent", {}],
  ["undefined", { rejectUnauthorized: undefined } as unknown as PlainOptions],
  ["null", { rejectUnauthorized: null } as unknown as PlainOptions],
  ["0", { rejectUnauthorized: 0 } as unknown as PlainOptions],
  ["an empty text", { rejectUnauthorized: "" } as unknown as PlainOptions],
  ["true", { rejectUnauthorized: true }],
];

describe.each(["polling", "websocket"] as const)("CVE-2016-10536, over %s", (transport) => {
  const script = (): Script => servers[transport]([openPacket(), CONNECTED]);
  const message = { polling: "xhr poll error", websocket: "websocket error" }[transport];

  describe.each(verifying)("rejectUnauthorized: %s", (_name, verify) => {
    it.each(wrong)("a certificate that is %s", async (_title, certificate, isTrusted, code) => {
      const hostile = await arena.serve({ script: script(), certificate });
      const trust = isTrusted ? { ca: certificate.cert } : {};
      const victim = await hostile.lure({ transports: [transport], ...trust, ...verify });
      expect((await victim.until("connect_error")).errors).toMatchObject([{ message, cause: code }]);
      await expectLeft(arena, victim);
      // Nothing of the request has been sent.
      expect(hostile.server.visits).toEqual([]);
    });

    it("a good one", async () => {
      const certificate = createValidCertificate();
      const hostile = await arena.serve({ script: script(), certificate });
      const victim = await hostile.lure({ transports: [transport], ca: certificate.cert, ...verify });
      expect(await victim.until("connect")).toMatchObject({ id: "b", errors: [] });
      await expectLeft(arena, victim);
    });
  });

  it.each(wrong)("COMPAT: false: a certificate that is %s", async (_name, certificate) => {
    const hostile = await arena.serve({ script: script(), certificate });
    const victim = await hostile.lure({ transports: [transport], rejectUnauthorized: false });
    await victim.until("connect");
    await expectLeft(arena, victim);
  });

  it("nothing is tried without TLS when TLS fails", async () => {
    const hostile = await arena.serve({ script: script(), certificate: createValidCertificate() });
    const victim = await hostile.lure({ tryAllTransports: true, transports: ["polling", "websocket"] });
    await victim.until("connect_error");
    await expectBackOff(arena, victim);
    expect(hostile.server.visits).toEqual([]);
  });
});

describe("a server without TLS behind an address with it", () => {
  it.each(["polling", "websocket"] as const)("%s", async (transport) => {
    const hostile = await arena.serve({ script: () => undefined });
    const { id } = await arena.target.ask("connect", {
      url: hostile.server.url.replace("http:", "https:"),
      options: { transports: [transport], reconnection: false },
    });
    // It waits for the rest of a greeting that is none.
    await expect.poll(() => hostile.server.connections).toBe(1);
    await arena.target.ask("pass", { milliseconds: 20_000 });
    const { errors } = await arena.target.ask("until", { id, name: "connect_error", count: 1 });
    expect(errors).toMatchObject([{ message: "timeout" }]);
    await arena.target.ask("leave", { id, isTimed: false });
  });
});
