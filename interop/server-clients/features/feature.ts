import type { Ability } from "../client-kind.ts";
import type { Scene } from "../scene.ts";

/** Something that a client can see of the server. */
export interface Feature {
  readonly title: string;
  /** What the client must be able to do. */
  readonly needs?: readonly Ability[];
  play(scene: Scene): Promise<void>;
}
