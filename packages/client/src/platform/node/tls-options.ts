import type { SecureContextOptions } from "node:tls";

/** What can be said about TLS, for polling and for WebSocket. */
export interface TlsOptions extends Pick<
  SecureContextOptions,
  "ca" | "cert" | "ciphers" | "key" | "passphrase" | "pfx"
> {
  /** Only `false` switches the verification of certificates off. @default true */
  rejectUnauthorized?: boolean | null | undefined;
}

const NAMES = ["pfx", "key", "passphrase", "cert", "ca", "ciphers"];

/**
 * The options of TLS among all others. Whether certificates are verified is always said, because Node takes an absent answer from
 * an environment variable, and `null` must not be taken for "no" by anybody further down.
 */
export function pickTlsOptions(options: TlsOptions): SecureContextOptions & { rejectUnauthorized: boolean } {
  return { ...pick(options, NAMES), rejectUnauthorized: options.rejectUnauthorized !== false };
}

/** The options of these names that say something. */
export function pick(options: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => names.includes(name) && value !== undefined && value !== null,
    ),
  );
}
