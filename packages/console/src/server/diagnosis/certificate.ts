import { isIP } from "node:net";
import { connect } from "node:tls";

/** Until when a certificate is valid, and from when on. */
export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

const TIMEOUT = 3_000;

/**
 * When the certificate of a server is valid. Of one that is not trusted, the first complaint is that, whatever else is wrong
 * with it; so it is looked at, whoever has signed it.
 */
export function readValidity({ hostname, port }: URL): Promise<Validity | undefined> {
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: port === "" ? 443 : Number(port),
      rejectUnauthorized: false,
      // Names only: an address is no server name.
      ...(isIP(host) === 0 && { servername: host }),
    });
    const settle = (validity: Validity | undefined): void => {
      resolve(validity);
      socket.destroy();
    };
    socket.setTimeout(TIMEOUT, () => settle(undefined));
    socket.on("error", () => settle(undefined));
    socket.on("secureConnect", () => {
      const { valid_from: from, valid_to: until } = socket.getPeerCertificate();
      settle({ from: new Date(from), until: new Date(until) });
    });
  });
}
