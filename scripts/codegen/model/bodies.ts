import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { followReferences, resolvePointer } from "./references.js";
import type { SchemaNode, SchemaReader } from "./schema.js";

/** A JSON body of a request or response. */
export interface BodySpec {
  /** Name of its type and validators. */
  readonly schema: string;
  /** Media type that is sent, such as `application/merge-patch+json`. */
  readonly mediaType: string;
  /** Pointer of its Media Type Object. */
  readonly media: string;
}

/**
 * Reads the content of a request or response. Its type and validators are named after the component that it references. A schema with
 * keywords beside `$ref` gets the given name and is added to `bodies`.
 */
export function readBody(
  root: Obj,
  pointer: string,
  name: string,
  bodies: Map<string, SchemaNode>,
  reader: SchemaReader,
): BodySpec | undefined {
  const value = resolvePointer(root, pointer);
  const content = isObject(value) && isObject(value.content) ? value.content : {};
  let body: BodySpec | undefined;
  for (const [mediaType, media] of Object.entries(content)) {
    const at = `${pointer}/content/${escapeSegment(mediaType)}`;
    if (!isJson(mediaType)) reader.reportAtKey(at, `unsupported media type ${mediaType}`, "use application/json, or remove it");
    else {
      const schema = isObject(media) ? readBodySchema(root, `${at}/schema`, media.schema, name, bodies, reader) : undefined;
      if (schema !== undefined && body && schema !== body.schema)
        reader.report(`${at}/schema`, "the JSON media types have different schemas", "use one schema for all media types");
      if (schema !== undefined) body ??= { schema, mediaType: mediaType.includes("*") ? "application/json" : mediaType, media: at };
    }
  }
  return body;
}

/** Returns true for JSON media types, including suffixes, parameters and ranges: `application/problem+json; charset=utf-8`, any type. */
function isJson(mediaType: string): boolean {
  return /^(?:application\/(?:[\w.!#$&^-]+\+)?json|application\/\*|\*\/\*)\s*(?:;.*)?$/i.test(mediaType);
}

function readBodySchema(
  root: Obj,
  pointer: string,
  schema: unknown,
  name: string,
  bodies: Map<string, SchemaNode>,
  reader: SchemaReader,
): string | undefined {
  const node = schema === undefined ? undefined : reader.read(pointer, schema);
  const target = node?.target && /^\/components\/schemas\/([A-Za-z0-9_]+)$/.exec(node.target.pointer)?.[1];
  if (!node || !target) {
    const isUnresolved = isObject(schema) && schema.$ref !== undefined && node?.target === undefined;
    const fix = "move it to components/schemas and reference it with $ref";
    if (!isUnresolved) reader.report(schema === undefined ? pointer.slice(0, -7) : pointer, "the body schema is not a component", fix);
    return undefined;
  }
  if ([...node.keywords.keys()].every((keyword) => keyword === "$ref" || keyword === "description")) return target;
  const components = isObject(root.components) && isObject(root.components.schemas) ? root.components.schemas : {};
  if (Object.hasOwn(components, name))
    reader.report(pointer, `the body needs the name ${name}, which a component has`, "rename the component");
  bodies.set(name, node);
  return name;
}

/** Returns the first example of a Media Type Object. */
export function firstExample(root: Obj, pointer: string): unknown {
  const media = resolvePointer(root, pointer);
  if (!isObject(media)) return undefined;
  if (!isObject(media.examples)) return media.example;
  const [first = ""] = Object.keys(media.examples);
  const named = resolvePointer(root, followReferences(root, `${pointer}/examples/${escapeSegment(first)}`));
  return isObject(named) ? named.value : undefined;
}
