import { type Code, identifier, toIdentifierPart } from "../code.js";
import { constDeclaration } from "./file.js";

/** The names, constants and functions that a generated module declares. */
export class ModuleScope {
  private readonly usedNames: Set<string>;
  private readonly nextSuffix = new Map<string, number>();
  private readonly constants = new Map<string, { name: Code; value: Code }>();
  private readonly functions = new Map<string, Code | undefined>();
  private readonly pending: [name: string, create: () => Code][] = [];
  private isCreating = false;
  private variables = 0;

  /** `reserved` are the names of other declarations of the module. */
  constructor(reserved: Iterable<string>) {
    this.usedNames = new Set(reserved);
  }

  /** Returns the expected name, with a number if the module already uses it. */
  uniqueName(expected: string): string {
    let name = expected;
    if (this.usedNames.has(name)) {
      let suffix = this.nextSuffix.get(expected) ?? 2;
      while (this.usedNames.has(`${expected}_${suffix}`)) suffix++;
      this.nextSuffix.set(expected, suffix + 1);
      name = `${expected}_${suffix}`;
    }
    this.usedNames.add(name);
    return name;
  }

  /** Marks names as used. */
  reserve(...names: readonly string[]): void {
    for (const name of names) this.usedNames.add(name);
  }

  /** Declares a constant. Equal values share one constant. */
  constant(hint: string, value: Code): Code {
    const known = this.constants.get(value.text);
    if (known) return known.name;
    const upper = toIdentifierPart(hint)
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toUpperCase();
    const name = identifier(this.uniqueName(upper.replace(/^(?=\d)/, "_")));
    this.constants.set(value.text, { name, value });
    return name;
  }

  /** Returns a variable name that is unique in the function. */
  variable(hint: string): Code {
    this.variables++;
    return identifier(`${hint}${this.variables}`);
  }

  /**
   * Declares a function, unless it is declared. Its body is created after the function that calls it, so that a long chain of schemas
   * does not overflow the stack.
   */
  define(name: string, create: () => Code): Code {
    if (!this.functions.has(name)) {
      this.functions.set(name, undefined);
      this.pending.push([name, create]);
      if (!this.isCreating) this.createPending();
    }
    return identifier(name);
  }

  private createPending(): void {
    this.isCreating = true;
    for (const [name, create] of this.pending) this.functions.set(name, this.withOwnVariables(create));
    this.pending.length = 0;
    this.isCreating = false;
  }

  /** Numbers the variables of a function from 1. */
  withOwnVariables<T>(create: () => T): T {
    const outer = this.variables;
    this.variables = 0;
    const result = create();
    this.variables = outer;
    return result;
  }

  /** Returns the constants, then the functions in order of first use. */
  declarations(): Code[] {
    const constants = [...this.constants.values()].map(({ name, value }) => constDeclaration({ name: name.text, value }));
    return [...constants, ...[...this.functions.values()].filter((declaration) => declaration !== undefined)];
  }
}
