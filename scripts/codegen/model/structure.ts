import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { findClosestName } from "../../../src/core/strings.js";
import { isEnforced } from "../keywords/index.js";
import { toText } from "../parse/diagnostic.js";
import { OPENAPI_OBJECTS } from "./openapi-objects.js";
import { resolveReference } from "./references.js";
import { type SchemaReader, sourceOf } from "./schema.js";

/**
 * Reads every part of a document, as listed in `OPENAPI_OBJECTS`: reads all schemas, and reports unknown and unsupported fields, wrong
 * types and unresolved references. Examples and extensions are data.
 */
export function readStructure(root: Obj, reader: SchemaReader): void {
  const visited = new Set<string>();
  const references = new Set<string>();

  function readValue(type: string, value: unknown, pointer: string, source: string): void {
    const item = type.slice(1, -1);
    if (type.startsWith("[")) {
      if (Array.isArray(value)) value.forEach((each, i) => readValue(item, each, `${pointer}/${i}`, source));
      else reader.report(pointer, `${nameOf(pointer)} must be an array`, "write an array");
    } else if (type.startsWith("{")) {
      if (isObject(value))
        Object.entries(value).forEach(([name, each]) => readValue(item, each, `${pointer}/${escapeSegment(name)}`, source));
      else reader.report(pointer, `${nameOf(pointer)} must be an object`, "write an object");
    } else if (type === "Schema") reader.read(pointer, value, source);
    else if (Object.hasOwn(OPENAPI_OBJECTS, type)) readObject(type, value, pointer);
    else if (type !== "any" && typeof value !== type) reader.report(pointer, `${nameOf(pointer)} must be a ${type}`, `write a ${type}`);
  }

  function readObject(type: string, value: unknown, pointer: string): void {
    const spec = OPENAPI_OBJECTS[type];
    const key = `${type} ${pointer}`;
    if (references.has(key)) reader.report(pointer, "the references form a cycle", "reference an object that is not a reference");
    if (references.size > MAX_REFERENCES)
      reader.report(pointer, `more than ${MAX_REFERENCES} references follow each other`, "reference the object directly");
    if (visited.has(key) || !spec || references.size > MAX_REFERENCES) return;
    visited.add(key);
    if (!isObject(value)) {
      reader.report(pointer, `${nameOf(pointer)} must be an object (${type} Object)`, "write an object");
      return;
    }
    if (spec.isReferenceable && value.$ref !== undefined) {
      references.add(key);
      readReference(type, value, pointer);
      references.delete(key);
      return;
    }
    for (const [name, field] of Object.entries(spec.fields)) {
      if (field.isRequired && !Object.hasOwn(value, name)) reader.report(pointer, `${nameOf(pointer)} has no ${name}`, `add ${name}`);
    }
    const source = sourceOf(value, "implied");
    for (const [name, each] of entries(value)) {
      const at = `${pointer}/${escapeSegment(name)}`;
      const { patterned } = spec;
      const field = Object.hasOwn(spec.fields, name) ? spec.fields[name] : patterned?.names.test(name) ? patterned.field : undefined;
      if (!field) {
        const suggestion = findClosestName(name, Object.keys(spec.fields));
        const fix = suggestion ? `write ${suggestion}` : patterned ? `use ${patterned.expected}` : "remove it, or prefix it with x-";
        reader.reportAtKey(at, `unknown field ${JSON.stringify(name)} (${type} Object)`, fix);
      } else if (field.handling !== "refused") readValue(field.type, each, at, source);
      else if (hasEffect(each)) reader.reportAtKey(at, `unsupported field ${name} (${type} Object)`, field.fix ?? "remove it");
    }
    if (type === "Header") checkHeader(value, pointer);
    if (type === "Server") checkServer(value, pointer, reader);
  }

  function readReference(type: string, value: Obj, pointer: string): void {
    for (const name of Object.keys(value)) {
      if (!["$ref", "summary", "description"].includes(name) && !name.startsWith("x-"))
        reader.reportAtKey(
          `${pointer}/${escapeSegment(name)}`,
          `unsupported field ${name} beside $ref`,
          "move it to the referenced object",
        );
    }
    const target = resolveReference(root, value.$ref, `${pointer}/$ref`, reader);
    if (target) readObject(type, target.value, target.pointer);
  }

  /** Response headers are not validated, so that their schemas must not have constraints. */
  function checkHeader(value: Obj, pointer: string): void {
    if (value.schema === undefined) return;
    const { keywords, pointer: schema } = reader.read(`${pointer}/schema`, value.schema);
    for (const [keyword, constraint] of keywords)
      if (isEnforced(keyword) && !(keyword === "type" && constraint === "string"))
        reader.reportAtKey(
          `${schema}/${escapeSegment(keyword)}`,
          `${keyword} of a response header is not enforced`,
          "write schema: { type: string }",
        );
  }

  readObject("OpenAPI", root, "");
}

/** Longest chain of references: well above real documents and well below the stack limit. */
const MAX_REFERENCES = 1500;

/** Returns the fields of an object without extensions. */
function entries(value: Obj): [string, unknown][] {
  return Object.entries(value).filter(([name]) => !name.startsWith("x-"));
}

function hasEffect(value: unknown): boolean {
  return value !== false && !(isObject(value) && Object.keys(value).length === 0) && !(Array.isArray(value) && value.length === 0);
}

function nameOf(pointer: string): string {
  return pointer === ""
    ? "the document"
    : pointer
        .slice(pointer.lastIndexOf("/") + 1)
        .replaceAll("~1", "/")
        .replaceAll("~0", "~");
}

/** Returns the URLs of the servers by the values of their variables, or by URL for a server without variables. */
export function serversOf(document: unknown): Record<string, { url: string }> {
  const servers = isObject(document) && Array.isArray(document.servers) ? document.servers.filter(isObject) : [];
  const choices = servers.flatMap(({ url, variables }) => {
    const start = [{ key: "", url: toText(url) }];
    return Object.entries(isObject(variables) ? variables : {}).reduce(
      (all, [name, variable]) =>
        all.flatMap(({ key, url }) =>
          valuesOf(variable).map((value) => ({ key: `${key} ${value}`.trim(), url: url.replaceAll(`{${name}}`, value) })),
        ),
      start,
    );
  });
  return Object.fromEntries(choices.map(({ key, url }) => [key || url, { url }]));
}

/** The values of a server variable, the default first. */
function valuesOf(variable: unknown): string[] {
  const { default: first, enum: values } = isObject(variable) ? variable : {};
  return [...new Set([first, ...(Array.isArray(values) ? values : [])].map(toText))];
}

/** Reports variables in the URL of a server that are not declared, and defaults that are not among the values. */
function checkServer({ url, variables }: Readonly<Record<string, unknown>>, pointer: string, reader: SchemaReader): void {
  const declared = isObject(variables) ? variables : {};
  for (const [, name = ""] of toText(url).matchAll(/\{([^{}]*)\}/g))
    if (!Object.hasOwn(declared, name))
      reader.report(`${pointer}/url`, `undeclared server variable ${name}`, `add variables: { ${name}: { default: … } }`);
  for (const [name, variable] of Object.entries(declared)) {
    if (isObject(variable) && Array.isArray(variable.enum) && !variable.enum.includes(variable.default))
      reader.report(
        `${pointer}/variables/${escapeSegment(name)}/default`,
        "the default is not in enum",
        "use a value of enum as the default",
      );
  }
}
