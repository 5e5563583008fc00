import { KEYWORDS } from "../../../scripts/codegen/keywords/index.js";
import { OPENAPI_OBJECTS } from "../../../scripts/codegen/model/openapi-objects.js";
import { compileDocument, typeCheck } from "../../helpers/compile-document.js";
import { Random } from "../../unit/type-agreement/instances.js";

/** A document whose mutants are generated. */
export interface Source {
  readonly name: string;
  readonly document: Record<string, unknown>;
  readonly count: number;
}

export interface MutationResult {
  readonly compiled: number;
  readonly refused: number;
  /** What is wrong, with the seed of the mutant. */
  readonly failures: readonly string[];
}

/**
 * Generates mutants of documents. A mutant compiles and passes `tsc --strict`, or every diagnostic has a line and a column of the
 * document, a message and a fix. Mutant `i` of a source has the seed `seed + i`.
 */
export async function runMutants(sources: readonly Source[], seed: number): Promise<MutationResult> {
  const failures: string[] = [];
  const compiled = new Map<string, ReadonlyMap<string, string>>();
  let refused = 0;
  for (const { name, document, count } of sources) {
    for (let i = 0; i < count; i++) {
      const text = mutantText(document, seed + i);
      try {
        const { files, diagnostics } = await compileDocument(text);
        if (files) compiled.set(`${name}-${seed + i}`, files);
        else refused++;
        const lines = text.split("\n");
        for (const { line, column, message, fix } of diagnostics) {
          if (!(line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1 && message && fix))
            failures.push(`${name}, seed ${seed + i}: ${line}:${column}: ${message}`);
        }
      } catch (error) {
        failures.push(`${name}, seed ${seed + i}: ${error instanceof Error ? error.stack : error}`);
      }
    }
  }
  failures.push(...typeCheck(compiled).map((line) => `tsc: ${line}`));
  return { compiled: compiled.size, refused, failures };
}

/** Returns a mutant of an excerpt as JSON text. */
export function mutantText(document: Record<string, unknown>, seed: number): string {
  const random = new Random(seed);
  return JSON.stringify(mutate(adapt(excerpt(document, random)), random), null, 1);
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Most components in an excerpt. References to the others are replaced by a schema that accepts everything. */
const MAX_COMPONENTS = 60;

/** Returns a small part of a document: a path or a webhook, two schemas, and the components that they reference. */
function excerpt(document: Json, random: Random): Json {
  const pick = (value: unknown, count: number): Json => {
    const names = isObject(value) ? Object.keys(value) : [];
    const picked = new Set(names.length === 0 ? [] : Array.from({ length: count }, () => random.pick(names)));
    return Object.fromEntries([...picked].map((name) => [name, (value as Json)[name]]));
  };
  const all = isObject(document.components) ? document.components : {};
  const components: Record<string, Json> = { schemas: pick(all.schemas, 2), securitySchemes: (all.securitySchemes ?? {}) as Json };
  const hasPath = random.integer(2) === 0;
  const part: Json = {
    ...document,
    paths: pick(document.paths, hasPath ? 1 : 0),
    webhooks: pick(document.webhooks, hasPath ? 0 : 1),
    components,
  };
  let count = 0;
  const pending = [JSON.stringify(part)];
  for (const current of pending) {
    for (const [, section = "", name = ""] of current.matchAll(REFERENCE)) {
      const source = all[section];
      if (components[section]?.[name] !== undefined || !isObject(source) || !Object.hasOwn(source, name) || count >= MAX_COMPONENTS)
        continue;
      count++;
      components[section] = { ...components[section], [name]: source[name] };
      pending.push(JSON.stringify(source[name]));
    }
  }
  return structuredClone(part);
}

const REFERENCE = /"#\/components\/([^/"]+)\/([^/"]+)/g;

/** Removes what the generator refuses in every public document, so that mutants reach the rest: names, media types, OpenAPI 3.0. */
function adapt(document: Json): Json {
  const toName = (name: string): string => name.replace(/\W+/g, "_").replace(/^(?=\d|__)/, "N");
  const components = isObject(document.components) ? document.components : {};
  let inlineBodies = 0;
  const bodies: Json = {};
  const visit = (value: unknown, key: string, parent: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => visit(item, "", key));
    if (!isObject(value)) return key === "operationId" ? `op${toName(String(value)).replaceAll("_", "")}` : value;
    if (typeof value.$ref === "string") {
      const [, section = "", name = ""] = [...`"${value.$ref}`.matchAll(REFERENCE)][0] ?? [];
      const isKnown = isObject(components[section]) && Object.hasOwn(components[section], name);
      if (isKnown) return { ...value, $ref: value.$ref.replace(name, section === "schemas" ? toName(name) : name) };
      return key === "schema" || parent === "properties" ? { type: "string" } : { description: "none" };
    }
    const isContent = key === "content";
    const entries = Object.entries(value).filter(
      ([name]) => !["nullable", "variables", "callbacks"].includes(name) && (!isContent || name.includes("json")),
    );
    const renames = key === "schemas" && parent === "components";
    const result: Json = Object.fromEntries(entries.map(([name, item]) => [renames ? toName(name) : name, visit(item, name, key)]));
    if (parent === "content" && isObject(result.schema) && result.schema.$ref === undefined) {
      const name = `Inline${inlineBodies++}`;
      bodies[name] = result.schema;
      result.schema = { $ref: `#/components/schemas/${name}` };
    }
    return result;
  };
  const result = visit(document, "", "") as Json & { components: Json };
  return {
    ...result,
    openapi: "3.1.0",
    components: { ...result.components, schemas: { ...(result.components.schemas as Json), ...bodies } },
  };
}

/** Changes one to three random places of a document. */
function mutate(document: Json, random: Random): Json {
  const result: Json = structuredClone(document);
  for (let i = 0; i <= random.integer(3); i++) random.pick(MUTATIONS)(random.pick(slotsIn(result)), random, result);
  return result;
}

interface Slot {
  readonly holder: Json | unknown[];
  readonly key: string;
}

function slotsIn(value: unknown): Slot[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [{ holder: value as Json, key }, ...slotsIn(item)]);
}

type Mutation = (slot: Slot, random: Random, root: Json) => void;

const read = ({ holder, key }: Slot): unknown => (holder as Json)[key];
const write = ({ holder, key }: Slot, value: unknown): void => {
  (holder as Json)[key] = value;
};

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  "",
  "a",
  "#/components/schemas/A",
  "__proto__",
  {},
  [],
  [null],
  { a: 1 },
];
const NAMES = [
  ...KEYWORDS.keys(),
  ...Object.values(OPENAPI_OBJECTS).flatMap(({ fields }) => Object.keys(fields)),
  ...["$ref", "x-own", "unknown", "__proto__", "toString", "Array", "class"],
];

const MUTATIONS: readonly Mutation[] = [
  ({ holder, key }) => (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]),
  (slot, random) => write(slot, random.pick(VALUES)),
  // Another part of the document.
  (slot, random, root) => write(slot, structuredClone(read(random.pick(slotsIn(root))))),
  // The value below another name.
  (slot, random) => {
    const value = read(slot);
    if (Array.isArray(slot.holder)) slot.holder.push(value);
    else slot.holder[random.pick(NAMES)] = value;
  },
  // A new field.
  (slot, random, root) => {
    const target = read(slot);
    if (isObject(target))
      target[random.pick(NAMES)] = random.integer(2) === 0 ? random.pick(VALUES) : structuredClone(read(random.pick(slotsIn(root))));
  },
  // A reference to any place.
  (slot, random, root) => {
    const schemas = Object.keys(((root.components as Json | undefined)?.schemas as Json | undefined) ?? {});
    const targets = ["#", "#/paths", "other.yaml", "#/components/schemas/%41", ...schemas.map((name) => `#/components/schemas/${name}`)];
    write(slot, { $ref: random.pick(targets) });
  },
  // Another case or type.
  (slot) => {
    const value = read(slot);
    if (typeof value === "string") write(slot, value.toUpperCase());
    else if (typeof value === "number") write(slot, String(value));
    else write(slot, [value]);
  },
];
