import { MAX_PAGE } from "../../contract/index.ts";
import { consoleChannel } from "../../link/index.ts";
import { usePolled } from "../feed/use-polled.ts";

const PERIOD = 5_000;

/** The names of the largest namespaces, the largest first. */
export function useNamespaces(): readonly string[] {
  const { value } = usePolled(() => consoleChannel.ask("namespaces", { offset: 0, limit: MAX_PAGE }), {
    key: "namespaces",
    period: PERIOD,
  });
  return value?.rows.map(({ name }) => name) ?? [];
}
