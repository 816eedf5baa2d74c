import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");

/** A piece of code of a page. */
export interface Sample {
  readonly page: string;
  readonly heading: string;
  readonly line: number;
  readonly language: "ts" | "js";
  readonly code: string;
  /** What it needs that a test does not have. */
  readonly needs: string | undefined;
}

export function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** The samples of TypeScript and JavaScript on a page. */
export function samplesOf(page: string): readonly Sample[] {
  const text = readPage(page);
  const fences = text.matchAll(/(?:<!-- sample: needs (.+) -->\n\n)?^```(ts|js)\n([^]*?)^```$/gm);
  return [...fences].map((match) => {
    const before = text.slice(0, match.index);
    return {
      page,
      heading: /^#+ (.*)$/m.exec(before.slice(before.lastIndexOf("\n#") + 1))?.[1] ?? page,
      line: before.split("\n").length,
      language: match[2] as "ts" | "js",
      code: match[3] ?? "",
      needs: match[1],
    };
  });
}

/** A program makes its server by itself; the others are pieces of one. */
export function isProgram({ code }: Sample): boolean {
  return /^(?:import|const .*require\()/m.test(code);
}

/** Does it serve Socket.IO, as all programs on the pages about it do? */
export function isSocketIoServer(sample: Sample): boolean {
  return isProgram(sample) && /["']@sockeye\/server["']/.test(sample.code);
}

/** What is around samples: what a piece may use, which is the line that imports its types, and these by name; and where it runs. */
export interface Around {
  readonly lib: readonly string[];
  readonly imports: string;
  readonly types: Readonly<Record<string, string>>;
}

/** A piece of a server may use `io`, a `socket` in it, and somebody who knows users. */
const aroundServer: Around = {
  lib: ["es2023"],
  imports: 'import type { Server, Socket } from "@sockeye/server";',
  types: { io: "Server", socket: "Socket", findUser: "(token: unknown) => Promise<object | undefined>" },
};

function asFunction(code: string, { imports, types }: Around): string {
  const names = Object.keys(types);
  return `${imports}
interface Around { ${names.map((name) => `${name}: ${types[name]}`).join("; ")} }
export default async function run({ ${names.join(", ")} }: Around): Promise<void> {
${names.map((name) => `void ${name};`).join(" ")}
${code}}
`;
}

function moduleOf(sample: Sample, around: Around): string {
  const { code, language } = sample;
  if (language === "js") return code;
  return isProgram(sample) ? `${code}export {};\n` : asFunction(code, around);
}

/** What readers have, and no more: their own rules may be stricter, but must not have to be laxer. */
const compilerOptions = {
  module: "nodenext",
  target: "es2023",
  types: ["node"],
  typeRoots: [join(root, "node_modules", "@types")],
  customConditions: ["@sockeye/source"],
  allowImportingTsExtensions: true,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

/** Samples as files that can be compiled and imported. */
export interface SampleFolder {
  readonly path: string;
  fileOf(sample: Sample): string;
  remove(): void;
}

/** Lies within the repository, so that packages are found from there. */
export function createSampleFolder(samples: readonly Sample[], around = aroundServer): SampleFolder {
  const parent = join(import.meta.dirname, "..", ".cache");
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, "samples-"));
  const fileOf = ({ page, line, language }: Sample): string =>
    join(path, `${page.replaceAll(/\W/g, "-")}-${line}.${language === "ts" ? "ts" : "cjs"}`);
  for (const sample of samples) writeFileSync(fileOf(sample), moduleOf(sample, around));
  // Express and Koa bring no types; as much of them as is used.
  const frameworks = join(root, "interop", "engine-hosts", "frameworks.d.ts");
  const files = [...samples.filter(({ language }) => language === "ts").map(fileOf), frameworks];
  writeFileSync(
    join(path, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...compilerOptions, lib: around.lib }, files }),
  );
  return { path, fileOf, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What the compiler says of the samples. The sources behind them are left to projects of their own: those have other global types. */
export async function compileSamples({ path }: SampleFolder): Promise<readonly string[]> {
  const output = await new Promise<string>((resolve) => {
    const options = ["-p", path, "--pretty", "false"];
    execFile(join(root, "node_modules", ".bin", "tsc"), options, { cwd: root }, (error, out, err) => {
      resolve(error !== null && out + err === "" ? String(error) : out + err);
    });
  });
  // Lines that go on with a message begin with spaces.
  return output.split(/\n(?! )/).filter((text) => text !== "" && !text.startsWith("packages/"));
}
