import type { RecoveryOptionsShape } from "./namespace-shape.ts";

/** The limits of the recovery in memory, resolved. */
export interface RecoveryLimits {
  readonly maxDisconnectionDuration: number;
  readonly maxRecoveryPackets: number;
  readonly maxRecoveryBytes: number;
  readonly maxRecoverySessions: number;
}

/** The defaults of {@link RecoveryLimits}. */
export const recoveryDefaults: RecoveryLimits = Object.freeze({
  maxDisconnectionDuration: 120_000,
  maxRecoveryPackets: 1_000_000,
  maxRecoveryBytes: 128 * 1024 * 1024,
  maxRecoverySessions: 100_000,
});

export function resolveRecoveryOptions(options: RecoveryOptionsShape = {}): RecoveryLimits {
  const limit = (name: keyof RecoveryLimits): number => {
    const value: unknown = options[name] ?? recoveryDefaults[name];
    if (typeof value === "number" && value >= 0) return value;
    throw new RangeError(`\`connectionStateRecovery.${name}\` must be a number that is not negative`);
  };
  return {
    maxDisconnectionDuration: limit("maxDisconnectionDuration"),
    maxRecoveryPackets: limit("maxRecoveryPackets"),
    maxRecoveryBytes: limit("maxRecoveryBytes"),
    maxRecoverySessions: limit("maxRecoverySessions"),
  };
}
