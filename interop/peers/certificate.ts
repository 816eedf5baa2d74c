/**
 * Self-signed certificates made while the tests run: node:crypto signs but writes no X.509 (RFC 5280), so the few
 * DER structures are spelled out here. No key is ever stored, and no program has to be installed.
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** A certificate and its key, as `https.createServer` and Python's `ssl` take them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Host names and IPv4 addresses that it is valid for; the first one is also the subject. */
  readonly hosts: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
const commonName = "2.5.4.3";
const subjectAltName = "2.5.29.17";
const keyUsage = "2.5.29.15";
const basicConstraints = "2.5.29.19";

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const short = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | short.length]), short, body]);
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer => der(0x03, Buffer.from([unusedBits]), bytes);

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

/** RFC 5280, section 4.1.2.5: UTCTime until 2049, which is far enough for a test. */
function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return der(0x17, Buffer.from(text.slice(2), "ascii"));
}

function name(text: string): Buffer {
  return sequence(der(0x31, sequence(objectId(commonName), der(0x0c, Buffer.from(text)))));
}

function alternativeName(host: string): Buffer {
  return isIPv4(host)
    ? der(0x87, Buffer.from(host.split(".").map(Number)))
    : der(0x82, Buffer.from(host, "ascii"));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), der(0x01, Buffer.from([0xff])), der(0x04, value));
}

/** Makes a fresh key and a certificate for it that vouches for itself. */
export function createCertificate({ hosts, notBefore, notAfter }: CertificateOptions): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = name(hosts[0] ?? "localhost");
  const algorithm = sequence(objectId(ecdsaWithSha256));
  // Positive and at most 20 octets (RFC 5280, section 4.1.2.2): a leading 01 sees to both.
  const serial = der(0x02, Buffer.from([1]), randomBytes(15));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    serial,
    algorithm,
    subject,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      0xa3,
      sequence(
        extension(basicConstraints, sequence(der(0x01, Buffer.from([0xff])))),
        // digitalSignature and keyCertSign: bits 0 and 5 of a string whose last two bits are unused.
        extension(keyUsage, bitString(Buffer.from([0b1000_0100]), 2)),
        extension(subjectAltName, sequence(...hosts.map(alternativeName))),
      ),
    ),
  );
  const signature = sign("sha256", body, privateKey);
  const encoded = sequence(body, algorithm, bitString(signature)).toString("base64");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${encoded.replaceAll(/.{64}/g, "$&\n").trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const day = 86_400_000;

/** Valid from yesterday to tomorrow. */
export function createValidCertificate(hosts: readonly string[] = ["localhost", "127.0.0.1"]): Certificate {
  return createCertificate({
    hosts,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
  });
}

/** Right in everything but its dates: it ended yesterday. */
export function createExpiredCertificate(): Certificate {
  return createCertificate({
    hosts: ["localhost", "127.0.0.1"],
    notBefore: new Date(Date.now() - 3 * day),
    notAfter: new Date(Date.now() - day),
  });
}
