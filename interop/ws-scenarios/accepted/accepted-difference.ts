/** Something that ours does differently on purpose. Title and reason stand in `docs/differences-from-ws.md` as well. */
export interface AcceptedDifference {
  readonly title: string;
  readonly reason: string;
  /** Scenario by scenario the difference as the test prints it: `-` the published package, `+` ours. */
  readonly scenarios: Readonly<Record<string, readonly string[]>>;
}
