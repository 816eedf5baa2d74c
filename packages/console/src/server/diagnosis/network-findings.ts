import type { Finding } from "../../contract/index.ts";
import type { Validity } from "./certificate.ts";
import { TIMEOUT } from "./http-probe.ts";

const UNKNOWN_HOST: ReadonlySet<string> = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_NONAME"]);

/** What is wrong with a certificate, by the code that Node gives it. */
const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "has expired",
  CERT_NOT_YET_VALID: "is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "is signed by the server itself, which browsers do not trust",
  ERR_TLS_CERT_ALTNAME_INVALID: "is made out to another name",
  SELF_SIGNED_CERT_IN_CHAIN: "goes back to an authority that this machine does not know",
  UNABLE_TO_GET_ISSUER_CERT: "goes back to an authority that this machine does not know",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "goes back to an authority that this machine does not know",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "comes without the certificates between it and an authority",
  CERT_REVOKED: "has been revoked",
};

/** Could this come of TLS on one side only? */
export function suggestsOtherScheme(code: string): boolean {
  return code === "ECONNRESET" || code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("HPE_");
}

/** Is it the certificate that is wrong? */
export function concernsCertificate(code: string): boolean {
  return Object.hasOwn(CERTIFICATES, code);
}

/** The certificate is not valid now. */
export function describeValidity({ from, until }: Validity, { host }: URL, now: Date): Finding | undefined {
  if (now > until) return badCertificate(host, `expired on ${dayOf(until)}`);
  if (now < from) return badCertificate(host, `is not valid before ${dayOf(from)}`);
  return undefined;
}

function badCertificate(host: string, what: string): Finding {
  return {
    kind: "certificate",
    found: `The certificate of ${host} ${what}.`,
    advice: "Renew or replace the certificate. To try without, open the URL in a tab and accept it there.",
  };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Nothing was answered: why not. */
export function describeFailure(code: string, { host, hostname }: URL): Finding {
  if (UNKNOWN_HOST.has(code)) {
    return {
      kind: "unknown-host",
      found: `There is no host by the name ${hostname}.`,
      advice: "Correct the spelling of the URL, or look whether the name is known in this network.",
    };
  }
  if (concernsCertificate(code)) return badCertificate(host, CERTIFICATES[code]!);
  if (code === "ECONNREFUSED") {
    return {
      kind: "unreachable",
      found: `Nothing listens at ${host}: the connection was refused.`,
      advice: "Start the server, or correct the port. In a container, the server has to listen on 0.0.0.0.",
    };
  }
  if (code === TIMEOUT || code === "ETIMEDOUT") {
    return {
      kind: "unreachable",
      found: `${host} did not answer in time.`,
      advice: "Look whether the server is busy, and whether a firewall is in between.",
    };
  }
  return {
    kind: "unreachable",
    found: `The connection to ${host} failed (${code}).`,
    advice: "Look whether the server runs, and whether this machine can reach it.",
  };
}
