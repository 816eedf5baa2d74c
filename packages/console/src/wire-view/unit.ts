import type { WireLine } from "../link/index.ts";
import type { Layer, LayerKind, WireRecord } from "../wire/index.ts";

/** One unit of the lowest layer: a request, its answer, a WebSocket message, a note. */
export interface Unit {
  readonly key: string;
  /** In the clock of the record. */
  readonly at: number;
  readonly record: WireRecord;
  readonly layer: Layer;
  /** How long a request or an opening took. */
  readonly duration: number | undefined;
  /** Is a request or an opening still without an answer? */
  readonly isUnderWay: boolean;
  /** Is it there for nothing but pings and pongs? */
  readonly isHeartbeat: boolean;
  readonly kinds: ReadonlySet<LayerKind>;
  /** The row of the unit itself. */
  readonly row: Row;
}

/** A row of the time line: a unit, or a layer in it. */
export interface Row {
  readonly key: string;
  readonly unit: Unit;
  readonly layer: Layer;
  /** From the ground up, the layer itself last. */
  readonly path: readonly Layer[];
}

const HEARTBEATS = new Set(["ping", "pong"]);

const known = new WeakMap<WireLine, readonly Unit[]>();
const knownParts = new WeakMap<Unit, readonly Row[]>();

/** The units of a line, made once: a request is one, its answer another. */
export function unitsOf(line: WireLine): readonly Unit[] {
  let units = known.get(line);
  if (units === undefined) {
    units = splitLine(line);
    known.set(line, units);
  }
  return units;
}

/** A row for each layer that a unit carries, from the ground up and in order, made when they are first wanted. */
export function partsOf(unit: Unit): readonly Row[] {
  let parts = knownParts.get(unit);
  if (parts === undefined) {
    const rows: Row[] = [];
    addParts(unit, unit.row.path, rows);
    parts = rows;
    knownParts.set(unit, parts);
  }
  return parts;
}

/** The answer lies in its request, but is no part of what the request carries. */
function isAnswerOf(inner: Layer, outer: Layer): boolean {
  return inner.kind === outer.kind && inner.kind === "http";
}

/** What a layer carries, one floor up. */
export function carriedBy(layer: Layer): readonly Layer[] {
  return layer.children.filter((child) => !isAnswerOf(child, layer));
}

function splitLine({ record, layer }: WireLine): readonly Unit[] {
  const isHeartbeat = hasNothingButHeartbeats(layer);
  const key = String(record.id);
  const base = { key, at: record.at, record, isHeartbeat };
  if (record.kind !== "http" && record.kind !== "opening")
    return [createUnit({ ...base, layer, duration: undefined, isUnderWay: false })];
  const { endedAt } = record;
  const duration = endedAt === undefined ? undefined : endedAt - record.at;
  const request = createUnit({ ...base, layer, duration, isUnderWay: endedAt === undefined });
  const answer = layer.children.find((child) => isAnswerOf(child, layer));
  if (answer === undefined) return [request];
  return [
    request,
    createUnit({
      ...base,
      key: `${key}-answer`,
      at: endedAt ?? record.at,
      layer: answer,
      duration: undefined,
      isUnderWay: false,
    }),
  ];
}

function createUnit(facts: Omit<Unit, "kinds" | "row">): Unit {
  const kinds = new Set<LayerKind>();
  addKinds(facts.layer, kinds);
  const { key, layer } = facts;
  const unit: Unit = {
    ...facts,
    kinds,
    row: {
      key,
      layer,
      path: [layer],
      get unit() {
        return unit;
      },
    },
  };
  return unit;
}

function addKinds(layer: Layer, kinds: Set<LayerKind>): void {
  kinds.add(layer.kind);
  for (const child of carriedBy(layer)) addKinds(child, kinds);
}

function addParts(unit: Unit, path: readonly Layer[], rows: Row[]): void {
  for (const layer of carriedBy(path.at(-1)!)) {
    const row: Row = { key: `${unit.key}.${rows.length}`, unit, layer, path: [...path, layer] };
    rows.push(row);
    addParts(unit, row.path, rows);
  }
}

/** A request that brought a ping is as much of a heartbeat as the ping. */
function hasNothingButHeartbeats(layer: Layer): boolean {
  const packets = packetsIn(layer);
  return packets.length > 0 && packets.every(({ title }) => HEARTBEATS.has(title));
}

function packetsIn(layer: Layer): readonly Layer[] {
  return layer.kind === "engine" ? [layer] : layer.children.flatMap(packetsIn);
}
