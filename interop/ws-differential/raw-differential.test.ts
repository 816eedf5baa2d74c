import { describe, expect, test } from "vitest";
import { loadSubject, reference } from "../ws-scenarios/harness/implementations.ts";
import type { WsApi } from "../ws-scenarios/harness/api.ts";
import { type ByteStream, endings, randomByteStream, withNoise } from "./byte-stream.ts";
import { Random } from "./random.ts";
import { type RawOutcome, rawToClient, rawToServer } from "./raw-session.ts";
import { isSubsequence } from "./subsequence.ts";

const subject = await loadSubject();

/** `WS_DIFFERENTIAL_STREAMS=500` is a long run; `WS_DIFFERENTIAL_SEED` starts elsewhere. */
const STREAMS = Number(process.env["WS_DIFFERENTIAL_STREAMS"] ?? 10);
const SEED = Number(process.env["WS_DIFFERENTIAL_SEED"] ?? 1);

type Run = (api: WsApi, stream: ByteStream, deflate: boolean) => Promise<RawOutcome>;

const directions: Readonly<Record<string, { readonly run: Run; readonly masked: boolean }>> = {
  server: { run: rawToServer, masked: true },
  client: { run: rawToClient, masked: false },
};

for (const [endpoint, { run, masked }] of Object.entries(directions)) {
  for (const deflate of [false, true]) {
    describe(`the same bytes to the published ${endpoint} and to ours${deflate ? ", deflated" : ""}`, () => {
      test.each(endings)("%s", async (ending) => {
        for (let index = 0; index < STREAMS; index += 1) {
          const seed = SEED + index;
          const stream = randomByteStream(new Random(seed), ending, { masked, deflate });
          const expected = await run(reference, stream, deflate);
          // Ours gets noise on top, which no endpoint may look at once it has failed or closed.
          const actual = await run(subject, withNoise(stream), deflate);
          const label = `seed ${seed}`;
          expect({ ...actual, pongs: [] }, label).toEqual({ ...expected, pongs: [] });
          // A pong may answer several pings at once (RFC 6455 section 5.5.3), and who leaves early gets fewer.
          expect(isSubsequence(actual.pongs, actual.events), `${label}: pongs`).toBe(true);
        }
      });
    });
  }
}
