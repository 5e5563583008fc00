import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** One test of a test file. */
export interface Test {
  readonly name: string;
  readonly run: () => unknown;
}

/** What a test file that is loaded outside of vitest imports from it: `expect` is vitest's own; tests are collected, not run. */
export function collector(): { readonly tests: Test[]; readonly vitest: object } {
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
  const vitest = { test: withEach(test), it: withEach(test), describe: withEach(describe), expect: chai.expect, expectTypeOf: ignored };
  return {
    tests,
    vitest: new Proxy(vitest, {
      get: (found, name) => {
        const value: unknown = Reflect.get(found, name);
        if (value === undefined) throw new Error(`the mutation run does not know ${String(name)} of vitest; teach it in suite.ts`);
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
        for (const value of cases) define(filled(name, value), () => body(...(Array.isArray(value) ? value : [value])));
      },
  });
}

/** `$rule` stands for a property of the case, `%s` for the case itself. */
function filled(name: string, value: unknown): string {
  const fields = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  return name.replace("%s", String(value)).replace(/\$(\w+)/g, (_, field: string) => String(fields[field]));
}

/** Types are the compiler's business: every assertion on one is a call without effect. */
const ignored: () => unknown = () => new Proxy(() => undefined, { get: () => ignored, apply: () => undefined });
