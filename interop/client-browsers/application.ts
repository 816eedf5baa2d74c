import { join } from "node:path";
import { startProcess } from "../harness/start-process.mjs";
import type { Asked } from "../harness/types.ts";
import type { ApplicationParameters, ApplicationQuestions } from "./types.ts";

/** An application that runs. */
export interface Application extends Asked<ApplicationQuestions> {
  readonly port: number;
  readonly origin: string;
  /** Its own page, with a bundle of the client. */
  page(bundle: string, parameters?: Readonly<Record<string, string>>): string;
  /** Kills it: nobody is told. */
  kill(): Promise<void>;
  /** Starts another one in its place. It must have been killed. */
  revive(): Promise<void>;
}

/** What may differ from the usual one. */
export type ApplicationOptions = Partial<Pick<ApplicationParameters, "options" | "parser">>;

const program = join(import.meta.dirname, "programs", "application.mjs");

export async function startApplication(
  parts: Pick<ApplicationParameters, "module" | "home">,
  options: ApplicationOptions = {},
): Promise<Application> {
  const start = async (port: number) => {
    const parameters: ApplicationParameters = { options: {}, parser: "default", ...options, ...parts, port };
    const child = startProcess<ApplicationQuestions>({ path: program, args: [JSON.stringify(parameters)] });
    await child.ready;
    return { child, port: await child.ask("listen", undefined) };
  };
  const first = await start(0);
  const { port } = first;
  let { child } = first;
  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    origin,
    page: (bundle, parameters = {}) =>
      `${origin}/page?${String(new URLSearchParams({ bundle, ...parameters }))}`,
    ask: (question, details) => child.ask(question, details),
    kill: () => child.stop(),
    revive: async () => {
      ({ child } = await start(port));
    },
  };
}
