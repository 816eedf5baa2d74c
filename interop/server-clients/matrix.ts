import { describe, it } from "vitest";
import { modeNames } from "../engine-clients/test-client.ts";
import type { Ability, ClientKind } from "./client-kind.ts";
import { features } from "./features/index.ts";
import type { Feature } from "./features/feature.ts";
import { implementation } from "./implementation.ts";
import { createScene } from "./scene.ts";

type Lacks = ClientKind["lacks"];

/** A feature that the client does not have is left out; `lacks` says why. */
const isMissing = (lacks: Lacks, { needs = [] }: Feature) =>
  needs.some((ability: Ability) => lacks[ability] !== undefined);

/** Each feature, over each transport, with one kind of client. */
export function describeMatrix(lacks: Lacks, kind: () => ClientKind): void {
  for (const mode of modeNames) {
    for (const [topic, all] of Object.entries(features)) {
      const present = all.filter((feature) => !isMissing(lacks, feature));
      if (present.length === 0) continue;
      describe(`over ${mode}, ${topic}:`, () => {
        for (const { title, play } of present) it(title, () => play(createScene(kind(), mode)));
      });
    }
  }
}

export const titleOf = (kind: Pick<ClientKind, "name">): string => `${implementation.name}: ${kind.name}`;
