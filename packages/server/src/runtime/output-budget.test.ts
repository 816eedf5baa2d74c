import { expect, it } from "vitest";
import { OutputBudget, type Debtor } from "./output-budget.ts";

class TestDebtor implements Debtor {
  bookedBytes = 0;
  cuts = 0;
  readonly #budget: OutputBudget;

  constructor(budget: OutputBudget) {
    this.#budget = budget;
  }

  owe(bytes: number): void {
    this.bookedBytes += bytes;
    this.#budget.book(bytes);
  }

  cutOff(): void {
    this.cuts++;
    this.#budget.book(-this.bookedBytes);
    this.bookedBytes = 0;
  }
}

function createDebtors(limit: number, count: number): readonly [OutputBudget, TestDebtor[]] {
  const debtors: TestDebtor[] = [];
  const budget = new OutputBudget(limit, () => debtors);
  for (let i = 0; i < count; i++) debtors.push(new TestDebtor(budget));
  return [budget, debtors];
}

it.each([
  [99, 0],
  [100, 0],
  [101, 1],
])("a limit of 100 and a debt of %i: %i cut", (bytes, cuts) => {
  const [budget, [debtor]] = createDebtors(100, 1);
  debtor!.owe(bytes);
  expect([debtor!.cuts, budget.bytes]).toEqual([cuts, cuts === 0 ? bytes : 0]);
});

it("cuts the largest, until the rest fits", () => {
  const [budget, debtors] = createDebtors(100, 4);
  const [a, b, c, d] = debtors as [TestDebtor, TestDebtor, TestDebtor, TestDebtor];
  a.owe(10);
  b.owe(50);
  c.owe(40);
  d.owe(100);
  expect(debtors.map(({ cuts }) => cuts)).toEqual([0, 0, 0, 1]);
  d.owe(1);
  expect(debtors.map(({ cuts }) => cuts)).toEqual([0, 1, 0, 1]);
  expect(budget.bytes).toBe(51);
});

it("looks through the debtors only when the limit is passed", () => {
  let looks = 0;
  const budget = new OutputBudget(100, () => {
    looks++;
    return [];
  });
  budget.book(100);
  budget.book(-50);
  expect(looks).toBe(0);
  budget.book(60);
  // Nobody is there to be cut: it gives up, and does not go round for ever.
  expect([looks, budget.bytes]).toEqual([1, 110]);
});

it("takes it that cutting one makes others owe more", () => {
  const [budget, debtors] = createDebtors(100, 3);
  const [a, b, c] = debtors as [TestDebtor, TestDebtor, TestDebtor];
  const cutOff = a.cutOff.bind(a);
  a.cutOff = () => {
    cutOff();
    b.owe(200);
  };
  c.owe(20);
  a.owe(90);
  expect(debtors.map(({ cuts }) => cuts)).toEqual([1, 1, 0]);
  expect(budget.bytes).toBe(20);
});
