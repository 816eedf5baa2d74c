import { describe, it } from "vitest";

/** A peer that the machine may lack: where it is, if it is there, and what to install otherwise. */
export interface Peer {
  readonly program: string | undefined;
  readonly install: string;
}

const missing = (install: string): void => it.skipIf(true)(`not here, install ${install}`, () => undefined);

/** The tests with a peer; without it, one test that is skipped and says what to install. */
export function describePeer(title: string, peer: Peer, define: (program: string) => void): void {
  const { program, install } = peer;
  describe(`${title}:`, () => (program === undefined ? missing(install) : define(program)));
}
