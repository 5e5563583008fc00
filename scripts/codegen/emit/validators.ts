import type { Contract } from "../model/contract.js";
import { VOCABULARY } from "../model/keywords.js";
import type { SchemaNode } from "../model/schema.js";
import { type Code, code, comment, identifier, literal } from "./code.js";
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

/** Two modules with validators: the verdict is all that a right value needs, so the texts of what is wrong stand in a file of their own. */
export interface ValidatorsModule {
  /** Predicates; they are given on by the collectors' module. */
  readonly predicates: `${string}.ts`;
  readonly name: "validators.ts" | "parameters.ts";
  /** What is validated, for the headers. */
  readonly what: string;
  readonly schemas: readonly NamedSchema[];
}

/** `generated/validators.ts` for components and `generated/parameters.ts` for the parameters of operations, each with its predicates. */
export function validatorModules(schemas: readonly NamedSchema[]): ValidatorsModule[] {
  return [
    {
      predicates: "predicates.ts",
      name: "validators.ts",
      what: "a value follows the schema of a component",
      schemas: schemas.filter(({ typeFrom }) => typeFrom === "./types.js"),
    },
    {
      predicates: "parameter-predicates.ts",
      name: "parameters.ts",
      what: "the parameters of an operation follow the contract",
      schemas: schemas.filter(({ typeFrom }) => typeFrom === "./client.js"),
    },
  ];
}

/** Per schema `isX`, one pass without allocation, and `validateX`, which collects every issue. */
export function emitValidators(module: ValidatorsModule): { files: GeneratedFile[]; coverage: Coverage[] } {
  const written = [emitPredicates(module), emitCollectors(module)];
  return { files: written.map(({ file }) => file), coverage: written.map(({ coverage }) => coverage) };
}

interface Written {
  readonly file: GeneratedFile;
  readonly coverage: Coverage;
}

function emitPredicates({ predicates, what, schemas }: ValidatorsModule): Written {
  const emitter = emitterOf(schemas);
  const exported = schemas.map(({ name, node }) =>
    block([
      comment([`Whether a value is a valid ${name} (${node.source}); never throws.`]),
      code`export function ${identifier(`is${name}`)}(value: unknown): value is ${identifier(name)} {\ntry {\nreturn ${emitter.holds(node)}(value);\n} catch {\nreturn false;\n}\n}`,
    ]),
  );
  const statements = [...exported, ...emitter.statements()];
  const types = (from: NamedSchema["typeFrom"]): Import => ({
    from,
    names: schemas.filter((schema) => schema.typeFrom === from).map(({ name }) => name),
    typeOnly: true,
  });
  const imports = [...runtimeImports(emitter), objImport(statements), types("./types.js"), types("./client.js")];
  return { coverage: emitter.coverage(), file: { name: predicates, purpose: `Whether ${what}.`, imports, statements } };
}

function emitCollectors({ predicates, name: file, what, schemas }: ValidatorsModule): Written {
  const emitter = emitterOf(schemas);
  const from = `./${predicates.replace(/ts$/, "js")}`;
  const exported = schemas.map(({ name, node }) => {
    const [is, validate] = [identifier(`is${name}`), identifier(`validate${name}`)];
    return block([
      comment([`Every place where a value is no valid ${name} (${node.source}), as plain data; never throws.`]),
      code`export function ${validate}(value: unknown): readonly Issue[] {\nreturn ${is}(value) ? NONE : issuesOf(value, ${emitter.collector(node)});\n}`,
    ]);
  });
  const statements = [code`export * from ${literal(from)};`, ...exported, ...emitter.statements()];
  const imports: Import[] = [
    { from, names: schemas.map(({ name }) => `is${name}`) },
    ...runtimeImports(emitter),
    { from: "../src/validation/run-checks.js", names: schemas.length > 0 ? ["issuesOf", "NONE"] : [] },
    { from: "../src/core/issue.js", names: schemas.length > 0 ? ["Issue"] : [], typeOnly: true },
    objImport(statements),
  ];
  return {
    coverage: emitter.coverage(),
    file: { name: file, purpose: `Whether ${what}, and every place where not.`, imports, statements },
  };
}

type Import = GeneratedFile["imports"][number];

function emitterOf(schemas: readonly NamedSchema[]): Emitter {
  const emitter = new Emitter();
  for (const { name, node } of schemas) emitter.name(node, name);
  return emitter;
}

function runtimeImports(emitter: Emitter): Import[] {
  return [...emitter.imports()].map(([module, names]) => ({ from: `../src/${module}.js`, names }));
}

function objImport(statements: readonly Code[]): Import {
  return { from: "../src/core/json-equal.js", names: statements.some(({ text }) => / as Obj\b/.test(text)) ? ["Obj"] : [], typeOnly: true };
}

function onlyCarriesRules(node: SchemaNode): boolean {
  const constraining = [...node.keywords.keys()].filter((keyword) => VOCABULARY[keyword]?.role !== "annotation");
  return constraining.length === 1 && constraining[0] === "x-validations";
}
