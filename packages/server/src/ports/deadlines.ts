/** Something that waits for a point in time. Each may be in the queue once. */
export interface Deadline {
  /** Its place in the queue, kept by the queue; -1 when it is not in there. */
  queueIndex: number;
  /** When it falls due, kept by the queue; it means nothing while it is not in there. Begins with 0: a small integer costs no memory. */
  dueAt: number;
  /** Called once when due; the queue has let go of it before. */
  onDue(now: number): void;
}

/** All deadlines of a server in one queue, driven by one timer. */
export interface Deadlines {
  now(): number;
  /** Sets or moves a deadline to an absolute time of `now`. Infinity removes it. */
  set(deadline: Deadline, dueAt: number): void;
  remove(deadline: Deadline): void;
}
