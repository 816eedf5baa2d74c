/** Are they one type? Assignability would let `any` through, and a union for its members. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the compiler compares such functions by identity
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `exactly<Expected>()(value)` compiles if the value has that type, no wider and no narrower one. */
export declare function exactly<Expected>(): <Actual>(
  actual: Actual,
  ...mismatch: Same<Actual, Expected> extends true ? [] : [expected: Expected]
) => void;

/** `same<Actual, Expected>(true)` compiles if both are one type. */
export declare function same<Actual, Expected>(answer: Same<Actual, Expected>): void;
