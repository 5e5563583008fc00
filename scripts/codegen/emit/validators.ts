import { code, imported, importedType } from "../code.js";
import { isEnforced } from "../keywords/index.js";
import { COLLECT_ISSUES, ISSUE, NO_ISSUES } from "../keywords/runtime.js";
import type { Contract } from "../model/contract.js";
import type { SchemaNode } from "../model/schema.js";
import { type Coverage, Emitter } from "./emitter.js";
import { exportAll, functionDeclaration, type GeneratedFile } from "./file.js";

/** A schema with exported validators: a component, or the parameters of an operation. */
export interface NamedSchema {
  readonly name: string;
  readonly node: SchemaNode;
  readonly kind: "component" | "parameters";
}

/** Returns all schemas with exported validators. Components that only contain rules are validated as part of their hosts. */
export function namedSchemas(contract: Contract): NamedSchema[] {
  const bodies = [...contract.components].filter(([, node]) => !hasOnlyRules(node));
  const components = bodies.map(([name, node]): NamedSchema => ({ name, node, kind: "component" }));
  const parameters = contract.operations.map(
    (model): NamedSchema => ({ name: model.parametersName, node: model.parameters, kind: "parameters" }),
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
      schemas: schemas.filter(({ kind }) => kind === "component"),
    },
    {
      predicates: "parameter-predicates.ts",
      name: "parameters.ts",
      subject: "operation parameters",
      schemas: schemas.filter(({ kind }) => kind === "parameters"),
    },
  ];
}

/** Emits `isX`, which does not allocate, and `validateX`, which collects all issues, for each schema. */
export function emitValidators(module: ValidatorsModule): { files: GeneratedFile[]; coverage: Coverage[] } {
  const written = [emitPredicates(module), emitTables(module)];
  return { files: written.map(({ file }) => file), coverage: written.map(({ coverage }) => coverage) };
}

interface EmittedModule {
  readonly file: GeneratedFile;
  readonly coverage: Coverage;
}

function emitPredicates({ predicates, subject, schemas }: ValidatorsModule): EmittedModule {
  const emitter = createEmitter(schemas);
  const exported = schemas.map(({ name, node }) =>
    functionDeclaration({
      name: `is${name}`,
      isExported: true,
      docs: [`Returns true if a value is a valid ${name} (${node.source}). Never throws.`],
      parameters: { value: code`unknown` },
      returnType: code`value is ${importedType(name, "./types")}`,
      body: code`try {\nreturn ${emitter.predicate(node)}(value);\n} catch {\nreturn false;\n}`,
    }),
  );
  return {
    coverage: emitter.coverage(),
    file: { name: predicates, purpose: `Predicates for ${subject}.`, declarations: [...exported, ...emitter.declarations()] },
  };
}

function emitTables({ predicates, name: file, subject, schemas }: ValidatorsModule): EmittedModule {
  const emitter = createEmitter(schemas);
  const from = `./${predicates.slice(0, -3)}`;
  const exported = schemas.map(({ name, node }) =>
    functionDeclaration({
      name: `validate${name}`,
      isExported: true,
      docs: [`Validates a value as ${name} (${node.source}) and returns its issues. Never throws.`],
      parameters: { value: code`unknown` },
      returnType: code`readonly ${ISSUE}[]`,
      body: code`return ${imported(`is${name}`, from)}(value) ? ${NO_ISSUES} : ${COLLECT_ISSUES}(value, ${emitter.table(node)});`,
    }),
  );
  return {
    coverage: emitter.coverage(),
    file: {
      name: file,
      purpose: `Validators for ${subject}.`,
      declarations: [exportAll(`${from}.js`), ...exported, ...emitter.declarations()],
    },
  };
}

function createEmitter(schemas: readonly NamedSchema[]): Emitter {
  const emitter = new Emitter();
  for (const { name, node } of schemas) emitter.name(node, name);
  return emitter;
}

function hasOnlyRules(node: SchemaNode): boolean {
  const constraining = [...node.keywords.keys()].filter(isEnforced);
  return constraining.length === 1 && constraining[0] === "x-validations";
}
