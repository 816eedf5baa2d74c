import { get } from "node:http";
import { get as getSecurely } from "node:https";

import { io, type Socket } from "socket.io-client";
import { onTestFinished } from "vitest";

import { createValidCertificate } from "../../../interop/peers/certificate.ts";

/** For programs that speak TLS. */
export const certificate = createValidCertificate();

type Client = Socket<Record<string, (...args: unknown[]) => void>>;

/** A client that answers whatever asks for an answer; it leaves when the test is over. */
export async function openClient(url: string): Promise<Client> {
  const client: Client = io(url, { forceNew: true, reconnection: false, ca: certificate.cert });
  onTestFinished(() => {
    client.disconnect();
  });
  client.onAny((...args: unknown[]) => {
    const answer = args.at(-1);
    if (typeof answer === "function") (answer as (text: string) => void)("fine");
  });
  await new Promise<void>((resolve, reject) => {
    client.on("connect", resolve);
    client.on("connect_error", reject);
  });
  return client;
}

/** The page at this address. */
export function readUrl(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:") ? getSecurely(url, { ca: certificate.cert }) : get(url);
    request.on("error", reject).on("response", (response) => {
      response
        .setEncoding("utf8")
        .toArray()
        .then((parts: string[]) => resolve(parts.join("")), reject);
    });
  });
}
