/** What a packet may be beyond what the protocol needs. Peers and applications exist that rely on each of these. */
export interface PacketRules {
  /** May numbers, of acknowledgements and of attachments, begin with zeros? They are read as if they did not. @default true */
  readonly allowLeadingZeros: boolean;
  /** May an attachment come that no placeholder names? It is let go of. @default true */
  readonly allowUnusedAttachments: boolean;
  /** May a peer emit `error`, which an application may take for an error of its own side? @default true */
  readonly allowErrorEvent: boolean;
  /** Do objects in the data inherit nothing? What a reviver makes of them is its own business. @default false */
  readonly nullPrototypes: boolean;
}

/** The defaults of {@link PacketRules}. */
export const packetRules: PacketRules = Object.freeze({
  allowLeadingZeros: true,
  allowUnusedAttachments: true,
  allowErrorEvent: true,
  nullPrototypes: false,
});
