import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { nearest } from "../../../src/core/strings.js";
import { ASSERTED_FORMATS } from "../../../src/validation/formats.js";
import type { Diagnostic } from "../parse/diagnostic.js";
import type { Document } from "../parse/document.js";
import { shapeFault } from "./keyword-value-types.js";
import { VOCABULARY } from "./keywords.js";
import { lookUp, NOTHING, noteReference, pointerOf } from "./references.js";

/** One schema of the contract, every keyword of it known and well formed. Schemas that refer to each other form a graph. */
export interface SchemaNode {
  /** JSON Pointer from the root of the document, without `#`. */
  readonly pointer: string;
  /** `true` and `false` as schemas; undefined for an object. */
  readonly always: boolean | undefined;
  /** Keyword to value, in the document's order. */
  readonly keywords: ReadonlyMap<string, unknown>;
  /** Where the fact is documented: `Table 9`, or what `x-source` says; inherited from the enclosing schema. */
  readonly source: string;
  /** The subschema of an applicator: `items`, or one of several by name or index. */
  child(keyword: string, key?: string | number): SchemaNode;
  /** What `$ref` refers to. */
  readonly target: SchemaNode | undefined;
}

/** Makes the nodes of a document, each once, and gathers every fault on the way. */
export class SchemaReader {
  readonly document: Document;
  readonly faults: Diagnostic[] = [];
  /** Keywords that are unknown and yet allowed: extensions that no rule of the house speaks of. */
  readonly ignored: string[] = [];
  private readonly nodes = new Map<string, SchemaNode>();

  constructor(document: Document) {
    this.document = document;
  }

  /** The schema at a pointer, with everything below it. A fault is noted, never thrown. */
  read(pointer: string, value: unknown, inheritedSource = "implied"): SchemaNode {
    const known = this.nodes.get(pointer);
    if (known) return known;
    const source = isObject(value) ? sourceOf(value, inheritedSource) : inheritedSource;
    const children = new Map<string, SchemaNode>();
    const keywords = new Map<string, unknown>();
    let target: SchemaNode | undefined;
    const node: SchemaNode = {
      pointer,
      always: typeof value === "boolean" ? value : undefined,
      keywords,
      source,
      child: (keyword, key) => {
        const found = children.get(key === undefined ? keyword : `${keyword}/${key}`);
        if (!found) throw new Error(`no subschema ${keyword} ${key ?? ""} at ${pointer}`);
        return found;
      },
      get target() {
        return target;
      },
    };
    this.nodes.set(pointer, node);
    if (typeof value === "boolean") return node;
    if (!isObject(value)) {
      this.fault(pointer, "a schema must be an object or a boolean", "write a schema, for example type: string");
      return node;
    }
    for (const [keyword, parameter] of Object.entries(value)) {
      if (!this.admit(`${pointer}/${escapeSegment(keyword)}`, keyword, parameter)) continue;
      keywords.set(keyword, parameter);
      if (keyword === "$ref") target = this.follow(String(parameter), `${pointer}/$ref`);
      else this.descend(pointer, keyword, parameter, source, children);
    }
    if (value["x-format-assertion"] === true && !ASSERTED_FORMATS.some((format) => format === value.format))
      this.fault(`${pointer}/x-format-assertion`, `nobody checks the format ${value.format}`, `use one of ${ASSERTED_FORMATS.join(", ")}`);
    return node;
  }

  fault(pointer: string, message: string, fix: string, excerpt?: string): void {
    const { line, column } = this.document.at(pointer);
    this.faults.push({ file: this.document.file, line, column, message, fix, ...(excerpt === undefined ? {} : { excerpt }) });
  }

  private admit(pointer: string, keyword: string, parameter: unknown): boolean {
    const spec = Object.hasOwn(VOCABULARY, keyword) ? VOCABULARY[keyword] : undefined;
    if (!spec) {
      const meant = nearest(keyword, Object.keys(VOCABULARY));
      if (keyword.startsWith("x-") && meant === undefined) {
        this.ignored.push(pointer);
        return false;
      }
      this.keyFault(
        pointer,
        `unknown keyword ${JSON.stringify(keyword)}`,
        meant ? `write ${meant}` : "remove it, or name it x-… if it is an extension",
      );
      return false;
    }
    if (spec.role === "refused") {
      this.keyFault(pointer, `the keyword ${keyword} is not supported (${spec.section})`, spec.fix ?? "remove it");
      return false;
    }
    const wrong = shapeFault(spec.shape, parameter);
    if (wrong) this.fault(pointer, `${keyword} ${wrong.message}`, wrong.fix);
    return !wrong;
  }

  private keyFault(pointer: string, message: string, fix: string): void {
    const { line, column } = this.document.keyAt(pointer);
    this.faults.push({ file: this.document.file, line, column, message, fix });
  }

  private descend(pointer: string, keyword: string, parameter: unknown, source: string, children: Map<string, SchemaNode>): void {
    const shape = VOCABULARY[keyword]?.shape;
    const below = `${pointer}/${escapeSegment(keyword)}`;
    if (shape === "schema") children.set(keyword, this.read(below, parameter, source));
    if (shape === "schemas" && Array.isArray(parameter)) {
      parameter.forEach((item, i) => children.set(`${keyword}/${i}`, this.read(`${below}/${i}`, item, source)));
    }
    if ((shape === "schemas-by-name" || shape === "schemas-by-pattern") && isObject(parameter)) {
      for (const [name, item] of Object.entries(parameter)) {
        children.set(`${keyword}/${name}`, this.read(`${below}/${escapeSegment(name)}`, item, source));
      }
    }
  }

  private follow(reference: string, at: string): SchemaNode | undefined {
    const pointer = pointerOf(reference);
    const found = pointer === undefined ? NOTHING : lookUp(this.document.value, pointer);
    if (pointer !== undefined && found !== NOTHING) return this.read(pointer, found);
    noteReference(this.document.value, reference, at, this);
    return undefined;
  }
}

/** Where a part of the contract is documented: its table, or what `x-source` says. */
export function sourceOf(value: Readonly<Record<string, unknown>>, inherited: string): string {
  const table = value["x-table"];
  if (typeof table === "number") return `Table ${table}`;
  return typeof value["x-source"] === "string" ? value["x-source"] : inherited;
}
