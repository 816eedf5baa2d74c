import { describe, expect, it } from "vitest";
import { modeNames } from "../engine-clients/test-client.ts";
import type { ClientKind } from "../server-clients/client-kind.ts";
import type { Feature } from "../server-clients/features/feature.ts";
import { features as sharedFeatures } from "../server-clients/features/index.ts";
import { createScene } from "../server-clients/scene.ts";
import { features as ownFeatures } from "./features/index.ts";
import type { PeerServer } from "./servers.ts";

/** All that the two ends can do together: what clients can see of a server, and what is the client's own. */
const features: Readonly<Record<string, readonly Feature[]>> = { ...sharedFeatures, ...ownFeatures };

const isMissing = (
  server: PeerServer,
  { lacks }: Pick<ClientKind, "lacks">,
  { title, needs = [] }: Feature,
) => server.lacks[title] !== undefined || needs.some((ability) => lacks[ability] !== undefined);

/** Each feature that both have, over each transport. */
export function describeServer(server: PeerServer, lacks: ClientKind["lacks"], kind: () => ClientKind): void {
  for (const mode of modeNames) {
    for (const [topic, all] of Object.entries(features)) {
      const present = all.filter((feature) => !isMissing(server, { lacks }, feature));
      if (present.length === 0) continue;
      describe(`over ${mode}, ${topic}:`, () => {
        for (const { title, play } of present) it(title, () => play(createScene(kind(), mode)));
      });
    }
  }
}

/** What a server lacks is said by titles: each must be one. */
export function describeLacks(server: PeerServer): void {
  it("lacks only what is a feature", () => {
    const titles = Object.values(features).flatMap((all) => all.map(({ title }) => title));
    expect(titles).toEqual([...new Set(titles)]);
    expect(titles).toEqual(expect.arrayContaining(Object.keys(server.lacks)));
  });
}
