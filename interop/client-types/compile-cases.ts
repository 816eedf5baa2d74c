import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const compiler = join(here, "..", "..", "node_modules", "typescript", "bin", "tsc");

/**
 * What the compiler says of the files of a project, as `file(line,column): error code: message`. The sources behind them are left
 * to projects of their own: those have other global types.
 */
export async function diagnose(project: string): Promise<readonly string[]> {
  const output = await new Promise<string>((resolve) => {
    const options = { cwd: here, timeout: 25_000, maxBuffer: 8 * 1024 * 1024 };
    execFile(process.execPath, [compiler, "-p", project, "--pretty", "false"], options, (error, out, err) => {
      resolve(error !== null && out + err === "" ? String(error) : out + err);
    });
  });
  // Lines that go on with a message begin with spaces.
  const diagnostics = output.split(/\n(?! )/).map((text) => text.trimEnd());
  return diagnostics.filter((text) => text !== "" && !text.startsWith("../../packages/"));
}

/** `file:line` of every line that says of itself, at its end, that it is wrong. */
export function wrongLines(folder: string): readonly string[] {
  return readdirSync(join(here, folder))
    .filter((name) => name.endsWith(".mts"))
    .flatMap((name) => {
      const lines = readFileSync(join(here, folder, name), "utf8").split("\n");
      return lines.flatMap((line, index) =>
        line.endsWith("wrong") ? [`${folder}/${name}:${index + 1}`] : [],
      );
    });
}

/** Where diagnostics are: `file:line`, each once. */
export function linesOf(diagnostics: readonly string[]): readonly string[] {
  return [...new Set(diagnostics.map((text) => text.replace(/^(.*)\((\d+),\d+\): error TS[^]*$/, "$1:$2")))];
}
