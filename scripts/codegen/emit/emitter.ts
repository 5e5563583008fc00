import { escapeSegment } from "../../../src/core/pointer.js";
import { VOCABULARY } from "../model/keywords.js";
import type { SchemaNode } from "../model/schema.js";
import { isSecret, typesOf } from "../model/schema-children.js";
import { type Code, code, identifier, join, literal, nameFrom } from "./code.js";
import { type Applies, type Asking, asExpression, asStatements, type Keyword, type Step, type Use } from "./keyword.js";
import { KEYWORDS } from "./keywords/index.js";
import { RUNTIME, type RuntimeName } from "./runtime-imports.js";
import { applies, groupOf, typeFault } from "./ts-type.js";

/** Which emitted functions enforce a keyword: JSON Pointer of the keyword to function names. */
export type Coverage = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Turns schema nodes into two families of functions: predicates that stop at the first fault, and collectors that report all.
 * An object has a function of its own; everything smaller stands in the function of the object around it.
 */
export class Emitter implements Asking {
  private readonly functions = new Map<string, Code>();
  private readonly constants = new Map<string, { name: Code; value: Code }>();
  private readonly names = new Map<string, string>();
  /** What the module imports in capitals cannot name a constant. */
  private readonly taken = new Set<string>(["NONE"]);
  private readonly used = new Set<RuntimeName>();
  private readonly covered = new Map<string, Set<string>>();
  /** Body of a shared function to its name. */
  private readonly scalars = new Map<string, string>();
  private current = "";
  private counter = 0;

  /** Gives the functions of a schema their name before any is emitted: `VideoConfig` makes `holdsVideoConfig`. */
  name(node: SchemaNode, name: string): void {
    this.names.set(node.pointer, name);
    this.taken.add(name);
  }

  /** Name of the predicate of a schema, which is emitted if it was not. */
  holds(node: SchemaNode): Code {
    return this.define(
      "holds",
      node,
      (value) => code`(${value}: unknown): boolean {\n${asStatements(this.steps(node, value))}\nreturn true;\n}`,
    );
  }

  /** Name of the collector of a schema, which is emitted if it was not. */
  collector(node: SchemaNode): Code {
    const path = code`p`;
    return this.define(
      "collect",
      node,
      (value) => code`(${value}: unknown, p: string, out: Issue[]): void {\n${this.reports(node, value, path, {})}\n}`,
    );
  }

  /** Steps that find out whether a value is at fault; an object is asked by its own function. */
  test(node: SchemaNode, value: Code): readonly Step[] {
    return hasOwnFunction(node) ? [{ fault: code`!${this.holds(node)}(${value})` }] : this.steps(node, value);
  }

  /** An expression that is true when the value is at fault. */
  fault(node: SchemaNode, value: Code): Code {
    const expression = asExpression(this.test(node, value));
    return expression ? code`(${expression})` : code`!${this.holds(node)}(${value})`;
  }

  /** Statements that report every fault of a value. */
  report(node: SchemaNode, value: Code, path: Code): Code {
    return hasOwnFunction(node) ? code`${this.collector(node)}(${value}, ${path}, out);` : this.reports(node, value, path, {});
  }

  /** Scalars with the same constraints share one function, wherever they stand; it is called only for a fault. */
  scalar(node: SchemaNode, optional: boolean): Code | undefined {
    const types = typesOf(node);
    if (!types || ![...node.keywords.keys()].every(isPlain) || types.some((type) => type === "object" || type === "array"))
      return undefined;
    const said = { subject: code`n`, source: code`s` };
    const report = this.reports(node, code`x`, code`p`, said);
    const isNull = code`if (x === null) ${this.runtime("wrongNull")}(out, p, n, ${literal(types.join(" or "))}, s);`;
    const body = optional && !types.includes("null") ? code`${isNull}\nelse {\n${report}\n}` : report;
    const known =
      this.scalars.get(body.text) ?? this.free(`collect${types.map((type) => type[0]?.toUpperCase() + type.slice(1)).join("Or")}`);
    this.scalars.set(body.text, known);
    this.functions.set(
      known,
      code`function ${identifier(known)}(x: unknown, p: string, n: string, out: Issue[], s: string): void {\n${body}\n}`,
    );
    const outer = this.current;
    this.current = known;
    for (const keyword of node.keywords.keys()) this.cover(node, keyword);
    this.current = outer;
    return identifier(known);
  }

  /** A name of the runtime; the import follows from it. */
  runtime(name: RuntimeName): Code {
    this.used.add(name);
    return identifier(name);
  }

  /** A module constant; equal values share one. */
  constant(hint: string, value: Code): Code {
    const known = this.constants.get(value.text);
    if (known) return known.name;
    const name = identifier(
      this.free(
        nameFrom(hint)
          .toUpperCase()
          .replace(/^(?=\d)/, "_"),
      ),
    );
    this.constants.set(value.text, { name, value });
    return name;
  }

  /** The constant that says where a schema is documented. */
  source(node: SchemaNode): Code {
    return this.constant(node.source, literal(node.source));
  }

  /** A variable that no other one hides. */
  variable(hint: string): Code {
    this.counter++;
    return identifier(`${hint}${this.counter}`);
  }

  /** Notes that the function being emitted enforces a keyword. */
  cover(node: SchemaNode, keyword: string): void {
    const pointer = `${node.pointer}/${escapeSegment(keyword)}`;
    const functions = this.covered.get(pointer) ?? new Set();
    this.covered.set(pointer, functions.add(this.current));
  }

  /** Everything that was emitted: constants first, then functions in the order of their first use. */
  statements(): Code[] {
    const constants = [...this.constants.values()].map(({ name, value }) => code`const ${name} = ${value};`);
    return [...constants, ...this.functions.values()];
  }

  imports(): ReadonlyMap<string, readonly string[]> {
    const modules = new Map<string, string[]>();
    for (const name of [...this.used].sort()) modules.set(RUNTIME[name], [...(modules.get(RUNTIME[name]) ?? []), name]);
    return modules;
  }

  coverage(): Coverage {
    return this.covered;
  }

  private define(kind: "holds" | "collect", node: SchemaNode, body: (value: Code) => Code): Code {
    const own = this.nameOf(node);
    const name = `${kind}${own}`;
    if (!this.functions.has(name)) {
      this.functions.set(name, code``);
      const outer = [this.current, this.counter] as const;
      this.current = name;
      this.counter = 0;
      this.functions.set(name, code`function ${identifier(name)}${body(code`v`)}`);
      [this.current, this.counter] = outer;
    }
    return identifier(name);
  }

  private nameOf(node: SchemaNode): string {
    const known = this.names.get(node.pointer);
    if (known) return known;
    const parent = [...this.names]
      .filter(([pointer]) => node.pointer.startsWith(`${pointer}/`))
      .sort((a, b) => b[0].length - a[0].length)[0];
    const rest = parent ? node.pointer.slice(parent[0].length) : node.pointer;
    const name = this.free(`${parent?.[1] ?? ""}_${nameFrom(rest.replaceAll("/properties/", "/"))}`);
    this.names.set(node.pointer, name);
    return name;
  }

  private free(expected: string): string {
    let name = expected;
    for (let i = 2; this.taken.has(name); i++) name = `${expected}_${i}`;
    this.taken.add(name);
    return name;
  }

  private steps(node: SchemaNode, value: Code): readonly Step[] {
    if (node.always !== undefined) return node.always ? [] : [{ fault: code`true` }];
    const types = typesOf(node);
    const steps: Step[] = [];
    if (types) {
      this.cover(node, "type");
      if (!listsItsTypes(node, types)) steps.push({ fault: typeFault(node, types, value, types.length > 1) });
    }
    for (const [group, keywords] of this.groups(node)) {
      const sure = group === "any" || (types?.length === 1 && types[0] !== undefined && groupOf(types[0]) === group);
      const inner = (scope: Code): Step[] => keywords.flatMap(([keyword, use]) => keyword.test({ ...use, value: scope }));
      if (group !== "object") {
        const found = inner(value);
        const expression = found.length > 0 ? asExpression(found) : undefined;
        if (sure) steps.push(...found);
        else if (expression) steps.push({ fault: code`(${applies(group, value)} && (${expression}))` });
        else if (found.length > 0) steps.push({ statement: code`if (${applies(group, value)}) {\n${asStatements(found)}\n}` });
        continue;
      }
      const scope = this.variable("o");
      const found = inner(scope);
      if (found.length === 0) continue;
      const view = code`const ${scope} = ${value} as Obj;`;
      if (sure) steps.push({ statement: view }, ...found);
      else steps.push({ statement: code`if (${applies(group, value)}) {\n${view}\n${asStatements(found)}\n}` });
    }
    return steps;
  }

  private reports(node: SchemaNode, value: Code, path: Code, said: { subject?: Code; source?: Code }): Code {
    const source = said.source ?? this.source(node);
    const subject = said.subject ?? code`${this.runtime("subject")}(${path})`;
    if (node.always !== undefined) return node.always ? code`` : code`${this.runtime("nothingAllowed")}(out, ${path}, ${source});`;
    const types = typesOf(node);
    const parts: Code[] = [];
    for (const [group, keywords] of this.groups(node)) {
      const sure = group === "any" || (types?.length === 1 && types[0] !== undefined && groupOf(types[0]) === group);
      const scope = group === "object" ? this.variable("o") : value;
      const found = keywords
        .map(([keyword, use]) => keyword.collect({ ...use, value: scope, path, subject, source }))
        .filter((part) => part.text !== "");
      if (found.length === 0) continue;
      if (group === "object") found.unshift(code`const ${scope} = ${value} as Obj;`);
      if (sure) parts.push(...found);
      else parts.push(code`if (${applies(group, value)}) {\n${found}\n}`);
    }
    if (!types) return join(parts, "\n");
    this.cover(node, "type");
    const report = code`${this.runtime(isSecret(node) ? "wrongSecret" : "wrongType")}(out, ${path}, ${subject}, ${value}, ${literal(types.join(" or "))}, ${source});`;
    const condition = code`if (${typeFault(node, types, value, true)}) ${report}`;
    return parts.length === 0 ? condition : code`${condition}\nelse {\n${parts}\n}`;
  }

  /** The keywords of a schema by what they apply to; those that can never apply to its types are enforced by the type alone. */
  private groups(node: SchemaNode): [Applies, [Keyword, Use][]][] {
    const types = typesOf(node)?.map(groupOf);
    const groups = new Map<Applies, [Keyword, Use][]>();
    for (const keyword of KEYWORDS) {
      if (!node.keywords.has(keyword.name)) continue;
      this.cover(node, keyword.name);
      if (types && keyword.applies !== "any" && !types.includes(keyword.applies)) continue;
      const use: Use = { emitter: this, node, parameter: node.keywords.get(keyword.name), value: code`v` };
      groups.set(keyword.applies, [...(groups.get(keyword.applies) ?? []), [keyword, use]]);
    }
    return [...groups];
  }
}

/** An object, or a mere reference, is asked by a function; a reference by that of its target. */
function hasOwnFunction(node: SchemaNode): boolean {
  const types = typesOf(node);
  return types?.includes("object") === true && KEYWORDS.some((keyword) => keyword.applies === "object" && node.keywords.has(keyword.name));
}

/** Whether a keyword speaks of the value itself, without a schema below it. */
function isPlain(keyword: string): boolean {
  return VOCABULARY[keyword]?.role !== "applicator" && VOCABULARY[keyword]?.shape !== "schemas-by-name";
}

/** Whether an enum or const already refuses every other type. */
function listsItsTypes(node: SchemaNode, types: readonly string[]): boolean {
  const listed = node.keywords.has("const") ? [node.keywords.get("const")] : (node.keywords.get("enum") as readonly unknown[] | undefined);
  return (
    listed?.every((value) => !Array.isArray(value) && types.some((type) => type === (value === null ? "null" : typeof value))) ?? false
  );
}
