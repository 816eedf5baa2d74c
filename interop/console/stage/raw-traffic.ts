import type { RecordedConnection } from "./recording-proxy.ts";

/** What went over the wire, told apart without any of our code: HTTP by its lengths, WebSocket by RFC 6455. */
export interface RawTraffic {
  /** "GET /socket.io/?…", and the body. */
  readonly requests: readonly RawHttp[];
  /** "200 OK", and the body. */
  readonly answers: readonly RawHttp[];
  /** Whole frames, header and all; of those that were sent without the mask, and zeros in the place of its key. */
  readonly framesSent: readonly Buffer[];
  readonly framesReceived: readonly Buffer[];
}

export interface RawHttp {
  readonly start: string;
  readonly body: Buffer;
}

export function readTraffic(connections: readonly RecordedConnection[]): RawTraffic {
  const requests: RawHttp[] = [];
  const answers: RawHttp[] = [];
  const framesSent: Buffer[] = [];
  const framesReceived: Buffer[] = [];
  for (const { sent, received } of connections) {
    const outgoing = readHttp(Buffer.from(sent), /^upgrade: websocket\r$/im);
    const incoming = readHttp(Buffer.from(received), /^HTTP\/1\.1 101 /);
    requests.push(
      ...outgoing.messages.map(({ start, body }) => ({ start: start.replace(/ HTTP\/1\.1$/, ""), body })),
    );
    answers.push(
      ...incoming.messages.map(({ start, body }) => ({ start: start.replace(/^HTTP\/1\.1 /, ""), body })),
    );
    framesSent.push(...readFrames(outgoing.rest));
    framesReceived.push(...readFrames(incoming.rest));
  }
  return { requests, answers, framesSent, framesReceived };
}

/** Messages up to the one whose head says that another protocol follows; `rest` is that. */
function readHttp(
  bytes: Buffer,
  endsHttp: RegExp,
): { readonly messages: readonly RawHttp[]; readonly rest: Buffer } {
  const messages: RawHttp[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const head = rest.subarray(0, end + 2).toString("latin1");
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
    const body = rest.subarray(end + 4, end + 4 + length);
    messages.push({ start: head.split("\r\n", 1)[0]!, body });
    rest = rest.subarray(end + 4 + length);
    if (endsHttp.test(head)) return { messages, rest };
  }
  return { messages, rest: Buffer.alloc(0) };
}

const SEVEN_BITS = 0x7f;
const MASKED = 0x80;

function readFrames(bytes: Buffer): readonly Buffer[] {
  const frames: Buffer[] = [];
  let start = 0;
  while (start + 2 <= bytes.length) {
    const second = bytes[start + 1]!;
    let at = start + 2;
    let length = second & SEVEN_BITS;
    if (length === 126) length = bytes.readUInt16BE(at);
    else if (length === 127) length = Number(bytes.readBigUInt64BE(at));
    at += (second & SEVEN_BITS) === 127 ? 8 : (second & SEVEN_BITS) === 126 ? 2 : 0;
    const isMasked = (second & MASKED) !== 0;
    const end = at + (isMasked ? 4 : 0) + length;
    if (end > bytes.length) break;
    const frame = Buffer.from(bytes.subarray(start, end));
    if (isMasked) unmask(frame, at - start);
    frames.push(frame);
    start = end;
  }
  return frames;
}

function unmask(frame: Buffer, keyAt: number): void {
  const key = Buffer.from(frame.subarray(keyAt, keyAt + 4));
  frame.fill(0, keyAt, keyAt + 4);
  for (let index = keyAt + 4; index < frame.length; index++) {
    frame[index] = frame[index]! ^ key[(index - keyAt) % 4]!;
  }
}
