import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { parsePointer } from "../../../src/core/pointer.js";
import type { Document } from "../../codegen/parse/document.js";
import { valueAt } from "./contract.js";
import type { Change } from "./diff.js";
import { arrayOf, objectOf } from "./walk.js";

/** A value, and the component that it is validated with. */
export interface Instance {
  readonly schema: string;
  readonly value: unknown;
}

/** Values whose verdict a change may turn around: of the corpus, and around the old and the new value of the changed keyword. */
export function candidatesFor(
  change: Change,
  { base, revision, instances }: { readonly base: Document; readonly revision: Document; readonly instances: readonly Instance[] },
): Instance[] {
  const [components, section, name = "", ...rest] = parsePointer(change.pointer);
  if (components !== "components") return [];
  if (section === "parameters") return parameterCandidates(change, name, [base, revision]);
  if (section !== "schemas") return [];
  const path = instancePath(rest);
  const ofSchema = instances.filter(({ schema }) => schema === name);
  if (path === undefined) return ofSchema;
  // The smallest instances of the corpus meet the rules, which a sample of the schema may not.
  const smallest = [...ofSchema].sort((a, b) => JSON.stringify(a.value).length - JSON.stringify(b.value).length).slice(0, 10);
  const samples = [base, revision].map((document) => sampleOf(document.value, valueAt(document.value, `/components/schemas/${name}`), 0));
  const starts = [...samples, ...smallest.map(({ value }) => value)].filter((value) => value !== undefined);
  const generated = starts.flatMap((start) => valuesFor(change).map((value) => ({ schema: name, value: withValue(start, path, value) })));
  return [...generated, ...ofSchema];
}

/** Stands for a missing value. */
const MISSING = Symbol("missing");

function parameterCandidates(change: Change, component: string, documents: readonly Document[]): Instance[] {
  return documents.flatMap(({ value: contract }) => {
    const operations = Object.values(objectOf(objectOf(contract).paths)).flatMap((item) => Object.values(objectOf(item)).map(objectOf));
    const name = objectOf(valueAt(contract, `/components/parameters/${component}`)).name;
    return operations
      .filter(({ parameters }) => arrayOf(parameters).some((item) => objectOf(item).$ref === `#/components/parameters/${component}`))
      .flatMap(({ operationId, parameters }) => {
        const all = arrayOf(parameters).map((item) => objectOf(valueAt(contract, String(objectOf(item).$ref))));
        const sample = Object.fromEntries(
          all
            .filter(({ required }) => required === true)
            .map((parameter) => [String(parameter.name), sampleOf(contract, parameter.schema, 0)]),
        );
        const schema = `${String(operationId).replace(/^./, (letter) => letter.toUpperCase())}Parameters`;
        return valuesFor(change).map((value) => ({ schema, value: withValue(sample, [String(name)], value) }));
      });
  });
}

/** Path in an instance of what a pointer within a schema is about; undefined if the pointer leads through alternatives. */
function instancePath(segments: readonly string[]): string[] | undefined {
  const [keyword, name, ...rest] = segments;
  if (keyword === "properties" && name !== undefined) {
    const deeper = instancePath(rest);
    return deeper && [name, ...deeper];
  }
  if (keyword === "items") {
    const deeper = instancePath(segments.slice(1));
    return deeper && ["0", ...deeper];
  }
  return keyword === "oneOf" || keyword === "anyOf" || keyword === "allOf" ? undefined : [];
}

/** Values at the edges of a change, and one of each type. */
function valuesFor({ was, is, pointer }: Change): unknown[] {
  const keyword = parsePointer(pointer).at(-1) ?? "";
  const limits = [is, was].flatMap((limit) => (typeof limit === "number" ? [limit + 1, limit - 1, limit] : []));
  const values = [is, was].filter((value) => value !== undefined && !isObject(value)).flat();
  if (keyword === "required") return values.map((name) => new MissingProperty(String(name)));
  if (/Length$/.test(keyword)) return limits.filter((length) => length >= 0 && length < 1e6).map((length) => "a".repeat(length));
  if (/Items$/.test(keyword)) return limits.filter((length) => length >= 0 && length < 1e4).map((length) => Array(length).fill({}));
  return [...limits, ...values, MISSING, null, true, 0, 1.5, "", "a", [], {}];
}

/** Stands for an object without one of its properties. */
class MissingProperty {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A copy of a value with another value at a path. Missing objects and arrays on the way are created. */
function withValue(root: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (value instanceof MissingProperty && key === undefined)
    return Object.fromEntries(Object.entries(objectOf(root)).filter(([name]) => name !== value.name));
  if (key === undefined) return value === MISSING ? {} : value;
  if (key === "0" && !isObject(root)) return [withValue(arrayOf(root)[0], rest, value)];
  const { [key]: child, ...others } = objectOf(root);
  return rest.length === 0 && value === MISSING ? others : { ...others, [key]: withValue(child, rest, value) };
}

/** The smallest value that a schema accepts, as far as its keywords tell; rules are not considered. */
export function sampleOf(contract: unknown, schema: unknown, depth: number): unknown {
  const { $ref, type, enum: values, default: preset, examples, oneOf, minimum, minLength, properties, required } = objectOf(schema);
  if (depth > 20) return undefined;
  if (typeof $ref === "string") return sampleOf(contract, valueAt(contract, $ref), depth + 1);
  if (Array.isArray(oneOf)) return sampleOf(contract, oneOf[0], depth + 1);
  const [known] = [arrayOf(examples)[0], preset, arrayOf(values)[0]].filter((value) => value !== undefined);
  if (known !== undefined) return known;
  const samples: Obj = {
    string: "a".repeat(Number(minLength ?? 1) || 1),
    integer: Number(minimum ?? 0),
    number: Number(minimum ?? 0),
    boolean: false,
    array: [],
    null: null,
    object: Object.fromEntries(
      arrayOf(required).map((name) => [String(name), sampleOf(contract, objectOf(properties)[String(name)], depth + 1)]),
    ),
  };
  return samples[String([type].flat()[0] ?? "object")];
}
