import * as ours from "@sockeye/server/adapter";
import * as published from "socket.io-adapter";

/** The contract, as the types of the published package describe it. */
export type AdapterPackage = typeof published;

export const implementations = {
  published,
  // Private members make the classes of two packages different types, whatever they can do.
  ours: ours as unknown as AdapterPackage,
};
