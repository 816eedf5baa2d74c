import type { PacketData } from "@sockeye/protocol/engine";
import { createProtocolError, type ProtocolErrorCode } from "@sockeye/protocol/kernel";
import {
  decodeText,
  findPayloadProblem,
  MAX_LEGACY_QUERY_LENGTH,
  PacketAssembler,
  PacketType,
  type SocketLimits,
  type SocketPacket,
} from "@sockeye/protocol/socket";
import type { ResolvedOptions, ServerOptions } from "./options.ts";

/** Who gets what an intake has made of the messages of a connection. */
export interface PacketIntakeOwner {
  onPacket(packet: SocketPacket): void;
  /** What has come is no packet. */
  onUndecodable(error: Error): void;
  /** May attachments for this namespace come? Asked before any is kept. */
  takesAttachments(nsp: string): boolean;
  /** Attachments of a packet are waited for, or not any more. */
  onPending(progress: AttachmentProgress): void;
}

/** How it stands with the attachments of a packet: its text has come, one of them has, or nothing is waited for any more. */
export type AttachmentProgress = "begun" | "more" | "over";

/** Makes packets of the messages of one connection. */
export interface PacketIntake {
  /** Are attachments waited for? */
  readonly isPending: boolean;
  /** What is kept of a packet until they have come: its text, and those that are there. */
  readonly pendingBytes: number;
  add(data: PacketData): void;
  /** Lets go of a packet that is not complete. */
  destroy(): void;
}

/** Creates the intake of a connection. */
export type CreateIntake = (owner: PacketIntakeOwner, revision: number) => PacketIntake;

/** What a custom parser offers. */
interface CustomParser {
  readonly Decoder: new () => CustomDecoder;
}

interface CustomDecoder {
  add(data: PacketData): void;
  on(event: "decoded", listener: (packet: SocketPacket) => void): unknown;
  destroy?(): void;
}

/** The intake for the parser that the options name. */
export function createIntakeFactory(
  { parser }: Partial<ServerOptions>,
  limits: ResolvedOptions["limits"],
): CreateIntake {
  if (parser !== undefined && parser !== null) {
    const { Decoder } = parser as CustomParser;
    const legacyBounds: PacketBounds = {
      ...limits,
      maxNamespaceLength: limits.maxNamespaceLength + MAX_LEGACY_QUERY_LENGTH,
    };
    return (owner, revision) =>
      new CustomIntake(owner, new Decoder(), revision === 3 ? legacyBounds : limits);
  }
  const packetLimits: SocketLimits = { ...limits, maxNamespaceQueryLength: 0 };
  // Clients of Socket.IO 2 send a query with the name of a namespace.
  const legacyLimits: SocketLimits = { ...limits, maxNamespaceQueryLength: MAX_LEGACY_QUERY_LENGTH };
  return (owner, revision) => new DefaultIntake(owner, revision === 3 ? legacyLimits : packetLimits);
}

/** The format that every client knows. */
class DefaultIntake implements PacketIntake {
  readonly #owner: PacketIntakeOwner;
  readonly #limits: SocketLimits;
  /** There from the first packet with attachments on: most clients never send one. */
  #assembler: PacketAssembler | undefined;
  /** How long the text is whose attachments are waited for. */
  #textLength = 0;

  constructor(owner: PacketIntakeOwner, limits: SocketLimits) {
    this.#owner = owner;
    this.#limits = limits;
  }

  get isPending(): boolean {
    return this.#assembler?.isPending === true;
  }

  get pendingBytes(): number {
    return this.isPending ? this.#textLength + (this.#assembler?.pendingBytes ?? 0) : 0;
  }

  add(data: PacketData): void {
    if (typeof data !== "string" || this.isPending || data.charCodeAt(0) >= BINARY_EVENT)
      this.#assemble(data);
    else this.#deliver(decodeText(data, this.#limits));
  }

  destroy(): void {
    this.#assembler?.clear();
  }

  #assemble(data: PacketData): void {
    this.#assembler ??= new PacketAssembler(this.#limits);
    const assembler = this.#assembler;
    const wasPending = assembler.isPending;
    if (!wasPending) this.#textLength = (data as string).length;
    const decoded = assembler.add(data);
    const { pending } = assembler;
    if (wasPending && pending === undefined) this.#owner.onPending("over");
    if (decoded !== undefined) {
      this.#deliver(decoded);
    } else if (pending !== undefined && !wasPending && !this.#owner.takesAttachments(pending.nsp)) {
      assembler.clear();
      this.#owner.onPacket(pending);
    } else {
      this.#owner.onPending(wasPending ? "more" : "begun");
    }
  }

  #deliver(decoded: SocketPacket | Error): void {
    if (decoded instanceof Error) this.#owner.onUndecodable(decoded);
    else this.#owner.onPacket(decoded);
  }
}

/** The digit of the first type that has attachments. */
const BINARY_EVENT = 0x35;

/** What is looked at in packets of any parser. */
type PacketBounds = Pick<SocketLimits, "allowErrorEvent" | "maxEventNameLength" | "maxNamespaceLength">;

/**
 * Whatever the application's parser makes of it. How it is written is the parser's business; what the server relies on is
 * looked at here: a client must not name an event that the server emits itself.
 */
class CustomIntake implements PacketIntake {
  readonly isPending = false;
  readonly pendingBytes = 0;
  readonly #owner: PacketIntakeOwner;
  readonly #decoder: CustomDecoder;

  constructor(owner: PacketIntakeOwner, decoder: CustomDecoder, bounds: PacketBounds) {
    this.#owner = owner;
    this.#decoder = decoder;
    decoder.on("decoded", (packet) => {
      const problem = findProblem(packet, bounds);
      if (problem === undefined) owner.onPacket(packet);
      else owner.onUndecodable(createProtocolError(problem));
    });
  }

  add(data: PacketData): void {
    try {
      this.#decoder.add(data);
    } catch (error) {
      this.#owner.onUndecodable(error instanceof Error ? error : new Error(String(error)));
    }
  }

  destroy(): void {
    this.#decoder.destroy?.();
  }
}

function findProblem(packet: SocketPacket, bounds: PacketBounds): ProtocolErrorCode | undefined {
  const nsp: unknown = packet.nsp;
  if (typeof nsp !== "string") return "SIO_INVALID_PAYLOAD";
  if (nsp.length > bounds.maxNamespaceLength) return "SIO_NAMESPACE_TOO_LONG";
  const isEvent = packet.type === PacketType.EVENT || packet.type === PacketType.BINARY_EVENT;
  return isEvent ? findPayloadProblem(packet.type, packet.data, bounds) : undefined;
}
