/**
 * What clients and applications may do although nothing needs it, because some that exist do. Each can be forbidden by itself,
 * and with `hardening: "strict"` all are.
 */
export interface SocketRuleOptions {
  /** May the numbers of acknowledgements and of attachments begin with zeros? @default true */
  allowLeadingZeros?: boolean;
  /** May an attachment come that no placeholder names? It is let go of. @default true */
  allowUnusedAttachments?: boolean;
  /** May a client emit `error`, which reaches the listeners that the application has for errors? @default true */
  allowErrorEvent?: boolean;
  /**
   * Do the objects that come from a client inherit nothing, so that they have what was sent and no `hasOwnProperty`?
   * @default false
   */
  nullPrototypes?: boolean;
  /** Does `attachmentTimeout` begin anew with each attachment, or is it for all attachments of a packet? @default "attachment" */
  attachmentTimeoutPer?: "attachment" | "packet";
  /**
   * What is done when a socket waits for `maxPendingAcks` acknowledgements and is to wait for one more: give the oldest up that
   * has no timeout, or throw at that `emit` (`emitWithAck` is rejected)?
   * @default "drop-oldest"
   */
  whenAcksAreFull?: "drop-oldest" | "throw";
}

/** {@link SocketRuleOptions} with nothing left open. */
export type ResolvedRules = Readonly<Required<SocketRuleOptions>>;

/** The two values of each rule: the default, and what `strict` makes of it. */
const rules: { readonly [Name in keyof ResolvedRules]: readonly [ResolvedRules[Name], ResolvedRules[Name]] } =
  Object.freeze({
    allowLeadingZeros: [true, false],
    allowUnusedAttachments: [true, false],
    allowErrorEvent: [true, false],
    nullPrototypes: [false, true],
    attachmentTimeoutPer: ["attachment", "packet"],
    whenAcksAreFull: ["drop-oldest", "throw"],
  });

/**
 * Checks the rules and fills in the defaults; `undefined` means the default.
 *
 * @throws TypeError for what cannot be meant
 */
export function resolveRules(options: SocketRuleOptions, isStrict: boolean): ResolvedRules {
  const resolved = Object.entries(rules).map(([name, values]) => {
    const given: unknown = options[name as keyof SocketRuleOptions];
    if (given === undefined) return [name, values[isStrict ? 1 : 0]];
    if ((values as readonly unknown[]).includes(given)) return [name, given];
    const known = values.map((value) => JSON.stringify(value)).join(" or ");
    throw new TypeError(`The option "${name}" is ${known}, not ${JSON.stringify(given)}`);
  });
  return Object.freeze(Object.fromEntries(resolved) as ResolvedRules);
}
