import { type Code, code, comment, identifier, literal } from "../code.js";
import { isEnforced } from "../keywords/index.js";
import type { Contract } from "../model/contract.js";
import type { SchemaNode } from "../model/schema.js";
import { type Coverage, Emitter } from "./emitter.js";
import { block, type GeneratedFile } from "./file.js";

/** A schema with exported validators: a component, or the parameters of an operation. */
export interface NamedSchema {
  readonly name: string;
  readonly node: SchemaNode;
  /** Module that declares the type. */
  readonly typeFrom: "./types.js" | "./parameter-types.js";
}

/** Returns all schemas with exported validators. Components that only contain rules are validated as part of their hosts. */
export function namedSchemas(contract: Contract): NamedSchema[] {
  const bodies = [...contract.components].filter(([, node]) => !hasOnlyRules(node));
  const components = bodies.map(([name, node]): NamedSchema => ({ name, node, typeFrom: "./types.js" }));
  const parameters = contract.operations.map(
    (model): NamedSchema => ({ name: model.parametersName, node: model.parameters, typeFrom: "./parameter-types.js" }),
  );
  return [...components, ...parameters];
}

/** Two modules per schema kind: valid values only need the predicates, so issue messages are in a separate module. */
export interface ValidatorsModule {
  /** Predicates, re-exported by the module that collects issues. */
  readonly predicates: `${string}.ts`;
  readonly name: "validators.ts" | "parameters.ts";
  /** Subject of the file headers. */
  readonly subject: string;
  readonly schemas: readonly NamedSchema[];
}

/** `generated/validators.ts` for components and `generated/parameters.ts` for operation parameters, each with its predicates. */
export function validatorModules(schemas: readonly NamedSchema[]): ValidatorsModule[] {
  return [
    {
      predicates: "predicates.ts",
      name: "validators.ts",
      subject: "component schemas",
      schemas: schemas.filter(({ typeFrom }) => typeFrom === "./types.js"),
    },
    {
      predicates: "parameter-predicates.ts",
      name: "parameters.ts",
      subject: "operation parameters",
      schemas: schemas.filter(({ typeFrom }) => typeFrom === "./parameter-types.js"),
    },
  ];
}

/** Emits `isX`, which does not allocate, and `validateX`, which collects all issues, for each schema. */
export function emitValidators(module: ValidatorsModule): { files: GeneratedFile[]; coverage: Coverage[] } {
  const written = [emitPredicates(module), emitCollectors(module)];
  return { files: written.map(({ file }) => file), coverage: written.map(({ coverage }) => coverage) };
}

interface EmittedModule {
  readonly file: GeneratedFile;
  readonly coverage: Coverage;
}

function emitPredicates({ predicates, subject, schemas }: ValidatorsModule): EmittedModule {
  const emitter = createEmitter(schemas);
  const exported = schemas.map(({ name, node }) =>
    block([
      comment([`Returns true if a value is a valid ${name} (${node.source}). Never throws.`]),
      code`export function ${identifier(`is${name}`)}(value: unknown): value is ${identifier(name)} {\ntry {\nreturn ${emitter.predicate(node)}(value);\n} catch {\nreturn false;\n}\n}`,
    ]),
  );
  const statements = [...exported, ...emitter.statements()];
  const types = (from: NamedSchema["typeFrom"]): Import => ({
    from,
    names: schemas.filter((schema) => schema.typeFrom === from).map(({ name }) => name),
    typeOnly: true,
  });
  const imports = [...runtimeImports(emitter), objImport(statements), types("./types.js"), types("./parameter-types.js")];
  return { coverage: emitter.coverage(), file: { name: predicates, purpose: `Predicates for ${subject}.`, imports, statements } };
}

function emitCollectors({ predicates, name: file, subject, schemas }: ValidatorsModule): EmittedModule {
  const emitter = createEmitter(schemas);
  const from = `./${predicates.replace(/ts$/, "js")}`;
  const exported = schemas.map(({ name, node }) => {
    const [is, validate] = [identifier(`is${name}`), identifier(`validate${name}`)];
    return block([
      comment([`Validates a value as ${name} (${node.source}) and returns its issues. Never throws.`]),
      code`export function ${validate}(value: unknown): readonly Issue[] {\nreturn ${is}(value) ? NO_ISSUES : collectIssues(value, ${emitter.collector(node)});\n}`,
    ]);
  });
  const statements = [code`export * from ${literal(from)};`, ...exported, ...emitter.statements()];
  const imports: Import[] = [
    { from, names: schemas.map(({ name }) => `is${name}`) },
    ...runtimeImports(emitter),
    { from: "../src/validation/run-checks.js", names: schemas.length > 0 ? ["collectIssues", "NO_ISSUES"] : [] },
    { from: "../src/core/issue.js", names: schemas.length > 0 ? ["Issue"] : [], typeOnly: true },
    objImport(statements),
  ];
  return {
    coverage: emitter.coverage(),
    file: { name: file, purpose: `Validators for ${subject}.`, imports, statements },
  };
}

type Import = GeneratedFile["imports"][number];

function createEmitter(schemas: readonly NamedSchema[]): Emitter {
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

function hasOnlyRules(node: SchemaNode): boolean {
  const constraining = [...node.keywords.keys()].filter(isEnforced);
  return constraining.length === 1 && constraining[0] === "x-validations";
}
