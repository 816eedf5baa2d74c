import { engineErrorCodes, refusal, type EngineRequest, type Refusal } from "../ports/index.ts";

/** A body would be read as frames. */
export const BODY_ON_UPGRADE = refusal(engineErrorCodes.BAD_REQUEST, { name: "BODY_ON_UPGRADE" });

/** A middleware did not let the request pass. */
export function middlewareFailure(error: unknown): Refusal {
  return refusal(engineErrorCodes.BAD_REQUEST, { name: "MIDDLEWARE_FAILURE", error });
}

/** Does the request have a body? An announced length of zero is none, and some proxies announce it. */
export function hasBody({ headers }: EngineRequest): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && Number(length) !== 0);
}
