import type { Contract } from "../model/contract.js";
import type { SchemaNode } from "../model/schema.js";
import { VOCABULARY } from "../model/vocabulary.js";
import { type Code, code, comment, identifier } from "./code.js";
import { type Coverage, Emitter } from "./emitter.js";
import { block, type GeneratedFile } from "./file.js";

/** A schema that gets functions of its own name: a component, or the parameters of an operation. */
export interface NamedSchema {
  readonly name: string;
  readonly node: SchemaNode;
  /** Where the type of this name is written: components are in `types.ts`, parameters beside the client's methods. */
  readonly typeFrom: "./types.js" | "./client.js";
}

/** Everything that is checked under a name of its own. A component that only carries rules is checked as part of its hosts. */
export function namedSchemas(contract: Contract): NamedSchema[] {
  const bodies = [...contract.components].filter(([, node]) => !onlyCarriesRules(node));
  const components = bodies.map(([name, node]): NamedSchema => ({ name, node, typeFrom: "./types.js" }));
  const parameters = contract.operations.map(
    (model): NamedSchema => ({ name: model.parametersName, node: model.parameters, typeFrom: "./client.js" }),
  );
  return [...components, ...parameters];
}

/** One of the modules with validators: what is sent is checked before anything is loaded that checks answers. */
export interface ValidatorsModule {
  readonly name: "validators.ts" | "parameters.ts";
  readonly purpose: string;
  readonly schemas: readonly NamedSchema[];
}

/** `generated/validators.ts` for components and `generated/parameters.ts` for the parameters of operations. */
export function validatorModules(schemas: readonly NamedSchema[]): ValidatorsModule[] {
  return [
    {
      name: "validators.ts",
      purpose: "Whether a value follows the schema of a component, and every place where it does not.",
      schemas: schemas.filter(({ typeFrom }) => typeFrom === "./types.js"),
    },
    {
      name: "parameters.ts",
      purpose: "Whether the parameters of an operation follow the contract, and every place where they do not.",
      schemas: schemas.filter(({ typeFrom }) => typeFrom === "./client.js"),
    },
  ];
}

/** Per schema `isX`, one pass without allocation, and `validateX`, which collects every issue. */
export function emitValidators({ name: file, purpose, schemas }: ValidatorsModule): { file: GeneratedFile; coverage: Coverage } {
  const emitter = new Emitter();
  for (const { name, node } of schemas) emitter.name(node, name);
  const exported = schemas.map(({ name, node }) => exportsOf(name, node, emitter));
  const types = (from: NamedSchema["typeFrom"]): { from: string; names: string[]; typeOnly: true } => ({
    from,
    names: schemas.filter((schema) => schema.typeFrom === from).map(({ name }) => name),
    typeOnly: true,
  });
  const statements = emitter.statements();
  const text = statements.map((statement) => statement.text).join("\n");
  return {
    coverage: emitter.coverage(),
    file: {
      name: file,
      purpose,
      imports: [
        ...[...emitter.imports()].map(([module, names]) => ({ from: `../src/runtime/${module}.js`, names })),
        { from: "../src/runtime/run.js", names: schemas.length > 0 ? ["issuesOf", "NONE"] : [] },
        { from: "../src/runtime/issue.js", names: schemas.length > 0 ? ["Issue"] : [], typeOnly: true },
        { from: "../src/runtime/equal.js", names: / as Obj\b/.test(text) ? ["Obj"] : [], typeOnly: true },
        types("./types.js"),
        types("./client.js"),
      ],
      statements: [...exported, ...statements],
    },
  };
}

function exportsOf(name: string, node: SchemaNode, emitter: Emitter): Code {
  const [is, validate] = [identifier(`is${name}`), identifier(`validate${name}`)];
  const holds = emitter.holds(node);
  const collect = emitter.collector(node);
  return block([
    comment([`Whether a value is a valid ${name} (${node.source}); never throws.`]),
    code`export function ${is}(value: unknown): value is ${identifier(name)} {\ntry {\nreturn ${holds}(value);\n} catch {\nreturn false;\n}\n}`,
    code``,
    comment([`Every place where a value is no valid ${name} (${node.source}), as plain data; never throws.`]),
    code`export function ${validate}(value: unknown): readonly Issue[] {\nreturn ${is}(value) ? NONE : issuesOf(value, ${collect});\n}`,
  ]);
}

function onlyCarriesRules(node: SchemaNode): boolean {
  const constraining = [...node.keywords.keys()].filter((keyword) => VOCABULARY[keyword]?.role !== "annotation");
  return constraining.length === 1 && constraining[0] === "x-validations";
}
