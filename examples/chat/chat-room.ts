import { parseClientMessage } from "./messages.ts";
import type { ClientMessage, Person, RefusalCode, Said, ServerMessage } from "./messages.ts";
import { cleanName, uniqueName } from "./names.ts";
import { TokenBucket } from "./rate-limit.ts";
import type { RateLimit } from "./rate-limit.ts";

export interface ChatLimits {
  /** Characters in a name. @default 24 */
  readonly maxNameLength: number;
  /** Characters in a message. @default 2000 */
  readonly maxTextLength: number;
  /** How many messages a newcomer gets to see. @default 50 */
  readonly historyLength: number;
  /** Messages per client. @default 8 at once, 2 a second */
  readonly rate: RateLimit;
  /** After so many refusals in a row the client is sent away with close code 1008. @default 40 */
  readonly maxRefusals: number;
}

export const defaultChatLimits: ChatLimits = Object.freeze({
  maxNameLength: 24,
  maxTextLength: 2000,
  historyLength: 50,
  rate: Object.freeze({ burst: 8, perSecond: 2 }),
  maxRefusals: 40,
});

/** What the room needs of a connection. */
export interface Outlet {
  send(json: string): void;
  close(code: number, reason: string): void;
}

export interface ChatRoomOptions {
  readonly limits: ChatLimits;
  /** The wall clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly createId: () => string;
}

interface Member {
  readonly id: string;
  readonly outlet: Outlet;
  readonly bucket: TokenBucket;
  name: string | undefined;
  refusals: number;
}

/** One connection's way into the room. */
export interface Seat {
  handleText(json: string): void;
  handleBinary(): void;
  /** The connection is gone. */
  leave(): void;
}

/** Everybody talks to everybody. Knows nothing of sockets and clocks, so that tests need neither. */
export class ChatRoom {
  readonly #options: ChatRoomOptions;
  readonly #members = new Set<Member>();
  readonly #history: Said[] = [];

  constructor(options: ChatRoomOptions) {
    this.#options = options;
  }

  enter(outlet: Outlet): Seat {
    const { limits, now, createId } = this.#options;
    const bucket = new TokenBucket(limits.rate, now());
    const member: Member = { id: createId(), outlet, bucket, name: undefined, refusals: 0 };
    this.#members.add(member);
    return {
      handleText: (json) => this.#handle(member, parseClientMessage(json)),
      handleBinary: () => outlet.close(1003, "the chat is text only"),
      leave: () => this.#leave(member),
    };
  }

  #handle(member: Member, message: ClientMessage | undefined): void {
    if (!this.#members.has(member)) return;
    const ref = message?.type === "say" ? message.ref : undefined;
    const retryAfterMs = member.bucket.take(this.#options.now());
    if (retryAfterMs > 0) {
      const seconds = Math.ceil(retryAfterMs / 1000);
      return this.#refuse(member, "too_fast", `Slow down a little: wait ${seconds} s.`, {
        ref,
        retryAfterMs,
      });
    }
    if (message === undefined) return this.#refuse(member, "bad_message", "That is no message of this chat.");
    if (message.type === "say") return this.#say(member, message.text, message.ref);
    const name = cleanName(message.name, this.#options.limits.maxNameLength);
    if (name === undefined) {
      return this.#refuse(
        member,
        "bad_name",
        `A name has 1 to ${this.#options.limits.maxNameLength} characters.`,
      );
    }
    this.#setName(member, name);
  }

  #setName(member: Member, wanted: string): void {
    const taken = this.#people().filter((person) => person.id !== member.id);
    const name = uniqueName(
      wanted,
      taken.map((person) => person.name),
    );
    const was = member.name;
    member.name = name;
    member.refusals = 0;
    const person: Person = { id: member.id, name };
    if (was === undefined) {
      const { maxNameLength, maxTextLength } = this.#options.limits;
      const limits = { maxNameLength, maxTextLength };
      send(member, { type: "welcome", you: person, people: this.#people(), history: this.#history, limits });
      this.#tell({ type: "joined", person, at: this.#options.now() }, member);
    } else {
      this.#tell({ type: "renamed", person, was, at: this.#options.now() });
    }
  }

  #say(member: Member, text: string, ref: string): void {
    if (member.name === undefined)
      return this.#refuse(member, "join_first", "Join with a name first.", { ref });
    if (text.trim() === "")
      return this.#refuse(member, "empty", "There is nothing in this message.", { ref });
    const { maxTextLength, historyLength } = this.#options.limits;
    if (text.length > maxTextLength) {
      return this.#refuse(member, "too_long", `A message has at most ${maxTextLength} characters.`, { ref });
    }
    member.refusals = 0;
    const from: Person = { id: member.id, name: member.name };
    const said: Said = { id: this.#options.createId(), from, text, at: this.#options.now() };
    this.#history.push(said);
    if (this.#history.length > historyLength) this.#history.shift();
    this.#tell({ type: "said", ...said }, member);
    send(member, { type: "said", ...said, ref });
  }

  #refuse(
    member: Member,
    code: RefusalCode,
    message: string,
    about: { readonly ref?: string | undefined; readonly retryAfterMs?: number } = {},
  ): void {
    member.refusals += 1;
    if (member.refusals > this.#options.limits.maxRefusals) {
      member.outlet.close(1008, "too many refused messages");
      this.#leave(member);
      return;
    }
    const { ref, ...rest } = about;
    send(member, { type: "refused", code, message, ...rest, ...(ref === undefined ? {} : { ref }) });
  }

  #leave(member: Member): void {
    if (!this.#members.delete(member) || member.name === undefined) return;
    this.#tell({ type: "left", person: { id: member.id, name: member.name }, at: this.#options.now() });
  }

  #people(): Person[] {
    const people: Person[] = [];
    for (const { id, name } of this.#members) if (name !== undefined) people.push({ id, name });
    return people;
  }

  /** To everybody who has a name, the text made once. */
  #tell(message: ServerMessage, except?: Member): void {
    const json = JSON.stringify(message);
    for (const member of this.#members) {
      if (member !== except && member.name !== undefined) member.outlet.send(json);
    }
  }
}

function send(member: Member, message: ServerMessage): void {
  member.outlet.send(JSON.stringify(message));
}
