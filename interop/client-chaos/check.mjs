// Have the promises been kept? Reads the log, and nothing else.

/**
 * @typedef {import("./types.ts").Entry} Entry
 * @typedef {import("./types.ts").What} What
 * @typedef {import("./types.ts").Party} Party
 * @typedef {import("./types.ts").Violation} Violation
 * @typedef {Pick<Violation, "n" | "m" | "q" | "at">} About
 * @typedef {(text: string, about?: About) => void} Complain
 */

/**
 * @template {What} W
 * @typedef {Extract<Entry, { what: W }>} EntryOf
 */

/**
 * @template {What} W
 * @param {readonly Entry[]} log
 * @param {W} what
 * @returns {EntryOf<W>[]}
 */
const all = (log, what) => /** @type {EntryOf<W>[]} */ (log.filter((entry) => entry.what === what));

/**
 * @template K, V
 * @param {readonly V[]} values
 * @param {(value: V) => K} keyOf
 * @returns {Map<K, V[]>}
 */
function groupBy(values, keyOf) {
  const groups = new Map();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

/**
 * Who connects is disconnected before it connects again, and is connected at the end; at both ends. A connection that is
 * lost before the namespace has let the client in also ends by `disconnect`, as in the published client.
 * @param {readonly Entry[]} log
 * @param {Complain} complain
 */
function checkPairs(log, complain) {
  /** @type {"away" | "opened" | "connected"} */
  let state = "away";
  for (const { what, at } of log) {
    if (what === "opened") {
      if (state !== "away") complain(`opened while it was ${state}`, { at });
      state = "opened";
    } else if (what === "connect") {
      if (state !== "opened") complain(`connect while it was ${state}`, { at });
      state = "connected";
    } else if (what === "disconnect") {
      if (state === "away") complain("disconnect without a connection", { at });
      state = "away";
    }
  }
  if (state !== "connected") complain("it is not connected at the end");
  const present = new Set();
  for (const entry of log) {
    if (entry.what === "joined") {
      if (present.has(entry.id)) complain(`the server let ${entry.id} in twice`, { at: entry.at });
      present.add(entry.id);
    } else if (entry.what === "left" && !present.delete(entry.id)) {
      complain(`the server saw ${entry.id} leave that was not there`, { at: entry.at });
    }
  }
  if (present.size !== 1) complain(`the server has ${present.size} sockets for it at the end`);
}

/**
 * What the client believes of its session is what the server has decided.
 * @param {readonly Entry[]} log
 * @param {Complain} complain
 */
function checkRecovered(log, complain) {
  /** @type {Map<string, boolean>} */
  const decided = new Map();
  for (const entry of log) {
    if (entry.what === "joined") decided.set(entry.id, entry.recovered);
    if (entry.what !== "connect") continue;
    if (!decided.has(entry.id))
      complain(`connected as ${entry.id}, which the server does not know`, { at: entry.at });
    else if (decided.get(entry.id) !== entry.recovered) {
      complain(`recovered is ${entry.recovered}, and the server says otherwise`, { at: entry.at });
    }
  }
}

/**
 * What was sent on which connection: what was kept for it, and what was emitted while there was one.
 * @param {readonly Entry[]} log
 */
function splitByConnection(log) {
  /** @type {{ id: string, sent: number[], isLast: boolean }[]} */
  const connections = [];
  /** @type {Set<number>} */
  let waiting = new Set();
  /** @type {Set<number>} Those whose time was up before they could be sent. */
  const forgotten = new Set();
  let isConnected = false;
  for (const entry of log) {
    if (entry.what === "connect") {
      connections.push({ id: entry.id, sent: [...waiting], isLast: false });
      waiting = new Set();
      isConnected = true;
    } else if (entry.what === "disconnect") {
      isConnected = false;
    } else if (entry.what === "emit") {
      if (entry.isKept) waiting.add(entry.n);
      else connections.at(-1)?.sent.push(entry.n);
    } else if (entry.what === "settled" && entry.error !== undefined && waiting.delete(entry.n)) {
      forgotten.add(entry.n);
    }
  }
  const last = connections.at(-1);
  if (last !== undefined) last.isLast = isConnected;
  return { connections, forgotten };
}

/**
 * Without retries: at most once, in order, and lost is only the end of what was sent on a connection.
 * @param {readonly Entry[]} log
 * @param {Complain} complain
 */
function checkPlainArrivals(log, complain) {
  const arrivals = all(log, "arrived");
  /** @type {Map<number, string>} */
  const sessions = new Map();
  for (const { n, id } of arrivals) {
    if (sessions.has(n)) complain("arrived twice", { n });
    sessions.set(n, id);
  }
  for (const ofSession of groupBy(arrivals, ({ id }) => id).values()) {
    ofSession.forEach(({ n }, index) => {
      if (n < (ofSession[index - 1]?.n ?? -1)) complain("arrived behind a later one", { n });
    });
  }
  const { connections, forgotten } = splitByConnection(log);
  for (const n of forgotten) {
    if (sessions.has(n)) complain("arrived although its time was up before it could be sent", { n });
  }
  for (const { id, sent, isLast } of connections) {
    /** @type {number | undefined} */
    let lost;
    for (const n of sent) {
      if (!sessions.has(n)) lost ??= n;
      else if (lost !== undefined) complain(`was lost although ${n} arrived behind it`, { n: lost });
      else if (sessions.get(n) !== id) complain(`arrived on another connection than ${id}`, { n });
    }
    if (isLast && lost !== undefined) complain("was lost without a disconnection", { n: lost });
  }
}

/**
 * With retries: at least once, and in order, not counting what comes again.
 * @param {readonly Entry[]} log
 * @param {Complain} complain
 */
function checkRetriedArrivals(log, complain) {
  /** @type {Set<number>} */
  const seen = new Set();
  for (const { n } of all(log, "arrived")) {
    if (!seen.has(n) && n !== seen.size) complain(`arrived first where ${seen.size} was next`, { n });
    seen.add(n);
  }
  for (const { n } of all(log, "emit")) if (!seen.has(n)) complain("was lost", { n });
}

/** @param {readonly Entry[]} log @param {Complain} complain */
function checkContent(log, complain) {
  const emitted = new Set(all(log, "emit").map(({ n }) => n));
  for (const { n, isIntact } of all(log, "arrived")) {
    if (!isIntact) complain("arrived with another payload", { n });
    if (!emitted.has(n)) complain("arrived and was never sent", { n });
  }
  for (const { m, isIntact } of all(log, "news")) {
    if (!isIntact) complain("the news came with another payload", { m });
  }
}

/**
 * Every acknowledgement comes once; those without a time limit only if the connection lives.
 * @param {readonly Entry[]} log
 * @param {Complain} complain
 */
function checkAcknowledgements(log, complain) {
  /** @type {Set<number>} */
  const arrived = new Set();
  /** @type {Map<number, EntryOf<"settled">[]>} */
  const settled = new Map();
  for (const entry of log) {
    if (entry.what === "arrived") arrived.add(entry.n);
    if (entry.what !== "settled") continue;
    settled.set(entry.n, [...(settled.get(entry.n) ?? []), entry]);
    if (entry.error === undefined && entry.value !== entry.n) {
      complain(`was answered by ${String(entry.value)}`, { n: entry.n });
    }
    if (entry.error === undefined && !arrived.has(entry.n)) complain("was answered before it arrived", entry);
  }
  for (const { n, manner } of all(log, "emit")) {
    const times = settled.get(n) ?? [];
    if (times.length > (manner === "told" ? 0 : 1)) complain(`was settled ${times.length} times`, { n });
    if (times.length === 0 && (manner === "timed" || manner === "retried"))
      complain("was never settled", { n });
    const [first] = times;
    if (first?.error === undefined) continue;
    const isKnown = /^(operation has timed out|socket has been disconnected)$/u.test(first.error);
    if (manner !== "timed" || !isKnown) complain(`was settled by an error: ${first.error}`, { n });
  }
}

/**
 * What the server asks is heard at most once, and each of its questions is settled once.
 * @param {readonly Entry[]} log
 * @param {Complain} complain
 */
function checkQuestions(log, complain) {
  const nameOf = (/** @type {{ id: string, q: number }} */ { id, q }) => `${id} ${q}`;
  const heard = groupBy(all(log, "question"), nameOf);
  const answered = groupBy(all(log, "answered"), nameOf);
  for (const question of all(log, "asks")) {
    const { q } = question;
    const times = heard.get(nameOf(question))?.length ?? 0;
    const answers = answered.get(nameOf(question)) ?? [];
    if (times > 1) complain(`the question was heard ${times} times`, { q });
    if (answers.length !== 1) complain(`the question was settled ${answers.length} times`, { q });
    const [answer] = answers;
    if (answer !== undefined && answer.error === undefined && times === 0) {
      complain("the question was answered and never heard", { q });
    }
    if (answer?.error?.startsWith("the answer is") === true) complain(answer.error, { q });
  }
}

/**
 * News come in order and without a gap on each session, and all of them on the last.
 * @param {readonly Entry[]} log
 * @param {{ complain: Complain, recovers: boolean }} options
 */
function checkNews(log, { complain, recovers }) {
  const joined = all(log, "joined").filter(({ recovered }) => !recovered);
  const last = all(log, "connect").at(-1)?.id;
  const news = groupBy(all(log, "news"), ({ id }) => id);
  for (const { id, next } of joined) {
    let expected = next;
    for (const { m } of news.get(id) ?? []) {
      if (m !== expected) complain(`the news came where ${expected} was next`, { m });
      expected = m + 1;
    }
    if (id !== last) continue;
    const told =
      all(log, "told")
        .filter((entry) => recovers || entry.id === id)
        .at(-1)?.m ?? -1;
    if (told >= next && expected <= told) complain("the news never came", { m: expected });
  }
  for (const [id, entries] of news) {
    if (!joined.some((one) => one.id === id))
      complain(`news came as ${id}, which the server never let in`, entries[0]);
  }
}

/**
 * @param {readonly Entry[]} log in the order in which things happened
 * @param {Party} party
 * @returns {Violation[]}
 */
export function checkParty(log, { who, role }) {
  const own = log.filter((entry) => entry.who === who);
  /** @type {Violation[]} */
  const violations = [];
  /** @type {Complain} */
  const complain = (text, { n, m, q, at } = {}) => {
    const number = n ?? m ?? q;
    violations.push({ who, text: number === undefined ? text : `${number}: ${text}`, n, m, q, at });
  };
  checkPairs(own, complain);
  checkRecovered(own, complain);
  checkContent(own, complain);
  checkAcknowledgements(own, complain);
  checkQuestions(own, complain);
  checkNews(own, { complain, recovers: role === "recovery" });
  if (role === "retries") checkRetriedArrivals(own, complain);
  else checkPlainArrivals(own, complain);
  return violations;
}
