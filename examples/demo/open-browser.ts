import { spawn } from "node:child_process";

const COMMANDS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Is somebody there to see it, and has not said no? */
export function wantsBrowser(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  return isTerminal && !environment["CI"] && environment["SOCKEYE_OPEN"] !== "0";
}

/** Opens the address in the browser of this machine. Where there is none, nothing happens: the address is printed, too. */
export function openBrowser(url: string): void {
  const [command = "", ...parameters] = COMMANDS[process.platform] ?? ["xdg-open"];
  const browser = spawn(command, [...parameters, url], { detached: true, stdio: "ignore" });
  browser.on("error", () => undefined);
  browser.unref();
}
