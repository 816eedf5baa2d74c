/** What a server says first, looked at to the last character: who says something else does other work. */

const FIRST_BYTE_TEXT = 0x81;
const KEYS = "sid,upgrades,pingInterval,pingTimeout,maxPayload";
const SID = /^[\w-]{20}$/;

/**
 * @param {string} packet
 * @param {string} upgrades The transports that it must offer.
 * @returns {string} The session's id.
 */
export function readOpenPacket(packet, upgrades) {
  if (!packet.startsWith("0{")) {
    throw new Error(
      `the server begins with ${JSON.stringify(packet.slice(0, 200))} instead of an open packet`,
    );
  }
  const content = JSON.parse(packet.slice(1));
  if (
    Object.keys(content).join() !== KEYS ||
    !SID.test(content.sid) ||
    String(content.upgrades) !== upgrades ||
    content.maxPayload !== 1_000_000
  ) {
    throw new Error(`the server's open packet is another one than expected: ${packet}`);
  }
  return content.sid;
}

/**
 * @param {Buffer} bytes
 * @returns {boolean} Whether the frame is there as a whole.
 */
export function readOpenFrame(bytes) {
  const short = bytes[1] ?? 0;
  const header = short === 126 ? 4 : 2;
  if (bytes.length < header) {
    return false;
  }
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes[0] !== FIRST_BYTE_TEXT || bytes.length > header + length) {
    throw new Error("the server begins with something else than one text frame");
  }
  if (bytes.length < header + length) {
    return false;
  }
  readOpenPacket(bytes.toString("latin1", header), "");
  return true;
}
