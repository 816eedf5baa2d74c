/**
 * The little language in which the suite tells a client, whatever it is written in, what to do with one connection, and
 * in which the client and the server tell what they saw. All of it survives JSON.
 */
import { createHash } from "node:crypto";

/** A message by recipe, so that a megabyte costs a few bytes to describe. */
export type Payload =
  | { readonly kind: "text"; readonly unit: string; readonly times: number; readonly fragments?: number }
  | { readonly kind: "binary"; readonly length: number; readonly seed: number; readonly fragments?: number };

export interface CloseFrame {
  readonly code?: number;
  readonly reason?: string;
}

/** What a client does: connect, send everything at once, wait for `expect` messages, close or wait to be closed. */
export interface SessionPlan {
  readonly url: string;
  readonly protocols?: readonly string[];
  readonly sends?: readonly Payload[];
  /** @default the number of `sends` */
  readonly expect?: number;
  /** A ping to send once open; the session then also waits for its pong. Only for clients that can. */
  readonly ping?: string;
  /** Absent: the server closes. */
  readonly close?: CloseFrame;
}

/** A message as it arrived; the length counts bytes. */
export interface Fingerprint {
  readonly kind: "text" | "binary";
  readonly length: number;
  readonly sha256: string;
}

export interface SeenClose {
  readonly code: number;
  readonly reason: string;
}

export interface SessionResult {
  readonly protocol: string;
  readonly extensions: string;
  readonly messages: readonly Fingerprint[];
  readonly pong: string | null;
  readonly close: SeenClose;
}

/** What the server saw of the same connection. */
export interface ServerReport {
  readonly protocol: string;
  readonly messages: readonly Fingerprint[];
  readonly close: SeenClose;
}

/** A client of some kind that plays plans, one at a time. */
export interface ClientPeer {
  run(plan: SessionPlan): Promise<SessionResult>;
  stop(): Promise<void>;
}

/** A server of some kind that behaves as `behaviours.ts` says. */
export interface ServerPeer {
  /** `ws://host:port` or `wss://host:port`, without a path. */
  readonly url: string;
  /** The report about the oldest finished connection that was not taken yet. */
  takeReport(): Promise<ServerReport>;
  stop(): Promise<void>;
}

/** `[seed, seed + 31, seed + 62 …]`, modulo 256: simple to make in any language, and no two neighbours are equal. */
function binaryPattern(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) bytes[index] = seed + index * 31;
  return bytes;
}

export function payloadBytes(payload: Payload): Buffer {
  return payload.kind === "text"
    ? Buffer.from(payload.unit.repeat(payload.times))
    : binaryPattern(payload.length, payload.seed);
}

export function fingerprint(kind: "text" | "binary", bytes: Uint8Array): Fingerprint {
  return { kind, length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

export function expectedFingerprints(payloads: readonly Payload[]): Fingerprint[] {
  return payloads.map((payload) => fingerprint(payload.kind, payloadBytes(payload)));
}

/** The messages of the `/burst` behaviour: text and binary in turn, from empty to some kilobytes. */
export function burstPayloads(count: number): Payload[] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? { kind: "text", unit: `${index}·`, times: index }
      : { kind: "binary", length: index * index, seed: index },
  );
}

/** Cuts into `count` parts of nearly equal size; some are empty when there are fewer bytes than parts. */
export function cutInto(count: number, bytes: Buffer): Buffer[] {
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(
      Math.floor((bytes.length * index) / count),
      Math.floor((bytes.length * (index + 1)) / count),
    ),
  );
}
