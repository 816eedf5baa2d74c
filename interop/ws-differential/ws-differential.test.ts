import { describe, expect, test } from "vitest";
import { loadSubject, reference } from "../ws-scenarios/harness/implementations.ts";
import { Random } from "./random.ts";
import { randomScript } from "./script.ts";
import { type Outcome, type Pairing, runSession } from "./session.ts";
import { settingsByName } from "./settings.ts";
import { isSubsequence } from "./subsequence.ts";

const subject = await loadSubject();

/** `WS_DIFFERENTIAL_SCRIPTS=500` is a long run; `WS_DIFFERENTIAL_SEED` starts elsewhere. */
const SCRIPTS = Number(process.env["WS_DIFFERENTIAL_SCRIPTS"] ?? 20);
const SEED = Number(process.env["WS_DIFFERENTIAL_SEED"] ?? 1);

const pairings: Readonly<Record<string, Pairing>> = {
  "our server, ws client": { server: subject, client: reference },
  "ws server, our client": { server: reference, client: subject },
  "our server, our client": { server: subject, client: subject },
};

/** Pongs are compared by themselves: an end may answer several pings with one pong (RFC 6455 section 5.5.3). */
function withoutPongs(outcome: Outcome): unknown {
  const { client, server, extensions } = outcome;
  return { client: { ...client, pongs: [] }, server: { ...server, pongs: [] }, extensions };
}

for (const [name, settings] of Object.entries(settingsByName)) {
  describe(`random conversations, ${name}`, () => {
    for (let index = 0; index < SCRIPTS; index += 1) {
      const seed = SEED + index;
      test(`seed ${seed}`, async () => {
        const script = randomScript(new Random(seed));
        const control = await runSession(script, { server: reference, client: reference }, settings);
        expect(control.client.errors).toEqual([]);
        for (const [pairingName, pairing] of Object.entries(pairings)) {
          const outcome = await runSession(script, pairing, settings);
          expect(withoutPongs(outcome), pairingName).toEqual(withoutPongs(control));
          for (const side of ["client", "server"] as const) {
            const { pongs } = outcome[side];
            expect(isSubsequence(pongs, control[side].pongs), `${pairingName}: pongs of the ${side}`).toBe(
              true,
            );
            expect(pongs.at(-1), `${pairingName}: last pong of the ${side}`).toBe(control[side].pongs.at(-1));
          }
        }
      });
    }
  });
}
