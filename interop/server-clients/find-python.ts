import { execFileSync } from "node:child_process";

/** The system's Python, if it can import the modules: that is the one which Debian packages serve. */
export function findPythonWith(...modules: string[]): string | undefined {
  try {
    execFileSync("/usr/bin/python3", ["-c", `import ${modules.join(", ")}`], {
      stdio: "ignore",
      timeout: 20_000,
    });
    return "/usr/bin/python3";
  } catch {
    return undefined;
  }
}
