import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificate } from "./certificate.ts";

/** A certificate on disk, for the peers that only take file names. */
export interface CertificateFolder {
  /** The certificate alone, to be trusted. */
  readonly trusted: string;
  /** Certificate and key in one file, to serve with. */
  readonly chain: string;
  remove(): void;
}

export function storeCertificate({ cert, key }: Certificate): CertificateFolder {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-certificate-"));
  const trusted = join(folder, "trusted.pem");
  const chain = join(folder, "chain.pem");
  writeFileSync(trusted, cert);
  writeFileSync(chain, cert + key, { mode: 0o600 });
  return {
    trusted,
    chain,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
