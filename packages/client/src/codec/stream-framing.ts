/*
 * Packets on a stream of bytes (WebTransport): a header, then the packet in its text form as UTF-8, or the bytes of a
 * binary message. The top bit of the header says binary; the other seven are the length, or 126 or 127 if it follows in
 * two or eight bytes, big-endian.
 */

/** The header of a packet of this many bytes, of less than 4 GiB. */
export function frameHeader(length: number, isBinary: boolean): Uint8Array<ArrayBuffer> {
  const mark = isBinary ? 128 : 0;
  if (length < 126) return Uint8Array.of(mark + length);
  if (length < 65536) return Uint8Array.of(mark + 126, length >> 8, length);
  return Uint8Array.of(mark + 127, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length);
}

/**
 * Reads the packets of a stream, and hands them over still encoded, until it ends. A length of 0 or beyond the limit gives an empty text, which is
 * no packet, and nothing else: the stream is of no use then.
 *
 * The time is linear, and the memory that of one packet and one chunk, also when the bytes come one by one. What a header
 * announces is asked for at once, which is no more than a server could make come.
 *
 * @throws at the end of the stream
 */
export async function readFrames(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxLength: number,
  onPacket: (encoded: string | ArrayBuffer) => void,
): Promise<void> {
  /** What has come, and was not taken. */
  let rest: Uint8Array | undefined;
  const take = async (count: number): Promise<Uint8Array<ArrayBuffer>> => {
    const taken = new Uint8Array(count);
    for (let missing = count; missing;) {
      // There is no value at the end of the stream.
      if (!rest?.length) rest = (await reader.read()).value!;
      const part = rest.subarray(0, missing);
      taken.set(part, count - missing);
      missing -= part.length;
      rest = rest.subarray(part.length);
    }
    return taken;
  };
  for (;;) {
    const [first] = (await take(1)) as unknown as [number];
    let length = first & 127;
    if (length > 125)
      length = (await take(length < 127 ? 2 : 8)).reduce((number, byte) => number * 256 + byte, 0);
    if (!length || length > maxLength) return onPacket("");
    const data = await take(length);
    onPacket(first > 127 ? data.buffer : new TextDecoder().decode(data));
  }
}
