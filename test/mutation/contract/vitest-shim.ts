import { format } from "node:util";
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export interface Test {
  readonly name: string;
  readonly run: () => unknown;
}

/** Replacement for the module `vitest` in test files that are loaded outside of it. Collects tests; `expect` is vitest's own. */
export function createTestCollector(): { readonly tests: Test[]; readonly vitest: object } {
  const tests: Test[] = [];
  const titles: string[] = [];
  const test = (name: string, run: () => unknown): void => {
    tests.push({ name: [...titles, name].join(" > "), run });
  };
  const describe = (name: string, body: () => void): void => {
    titles.push(name);
    body();
    titles.pop();
  };
  const vitest = {
    test: withEach(test),
    it: withEach(test),
    describe: withEach(describe),
    expect: chai.expect,
    expectTypeOf: typeAssertion,
  };
  return {
    tests,
    vitest: new Proxy(vitest, {
      get: (exports, name) => {
        const value: unknown = Reflect.get(exports, name);
        if (value === undefined) throw new Error(`vitest-shim.ts does not implement ${String(name)}`);
        return value;
      },
    }),
  };
}

type Define = (name: string, body: (...values: unknown[]) => void) => void;

function withEach(define: Define): Define & { each: (cases: readonly unknown[]) => Define } {
  return Object.assign((name: string, body: (...values: unknown[]) => void) => define(name, body), {
    each:
      (cases: readonly unknown[]): Define =>
      (name, body) => {
        for (const value of cases) define(formatTitle(name, value), () => body(...(Array.isArray(value) ? value : [value])));
      },
  });
}

/** Replaces `%s` with the case, or its first argument, and `$property` with a property of it. */
function formatTitle(name: string, value: unknown): string {
  const fields = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  return name
    .replace("%s", () => format("%s", Array.isArray(value) ? value[0] : value))
    .replace(/\$(\w+)/g, (_, field: string) => String(fields[field]));
}

/** Type assertions have no effect at run time; `npm run typecheck` checks them. */
const typeAssertion: () => unknown = () => new Proxy(() => undefined, { get: () => typeAssertion, apply: () => undefined });
