import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { findClosestName } from "../../../src/core/strings.js";
import { ASSERTED_FORMATS } from "../../../src/validation/formats.js";
import { KEYWORDS } from "../keywords/index.js";
import type { SchemaNode } from "../keywords/keyword.js";
import { checkKeywordValue, subschemasIn } from "../keywords/value-types.js";
import type { Diagnostic } from "../parse/diagnostic.js";
import type { Document } from "../parse/document.js";
import { checkReference, NOT_FOUND, parseLocalReference, resolvePointer } from "./references.js";

export type { SchemaNode };

/** Creates one node per schema of a document and collects diagnostics. */
export class SchemaReader {
  readonly document: Document;
  readonly diagnostics: Diagnostic[] = [];
  /** Pointers of extensions that this project does not use. */
  readonly ignored: string[] = [];
  private readonly nodes = new Map<string, SchemaNode>();

  constructor(document: Document) {
    this.document = document;
  }

  /** Reads the schema at a pointer and its descendants. Reports errors instead of throwing. */
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
        const subschema = children.get(key === undefined ? keyword : `${keyword}/${key}`);
        if (!subschema) throw new Error(`no subschema ${keyword} ${key ?? ""} at ${pointer}`);
        return subschema;
      },
      get target() {
        return target;
      },
    };
    this.nodes.set(pointer, node);
    if (typeof value === "boolean") return node;
    if (!isObject(value)) {
      this.report(pointer, "a schema must be an object or a boolean", "write a schema, for example type: string");
      return node;
    }
    for (const [keyword, keywordValue] of Object.entries(value)) {
      if (!this.checkKeyword(`${pointer}/${escapeSegment(keyword)}`, keyword, keywordValue)) continue;
      keywords.set(keyword, keywordValue);
      if (keyword === "$ref") target = this.resolveRef(String(keywordValue), `${pointer}/$ref`);
      else this.readSubschemas(pointer, keyword, keywordValue, source, children);
    }
    if (value["x-format-assertion"] === true && !ASSERTED_FORMATS.some((format) => format === value.format))
      this.report(`${pointer}/x-format-assertion`, `unsupported format ${value.format}`, `use one of ${ASSERTED_FORMATS.join(", ")}`);
    return node;
  }

  report(pointer: string, message: string, fix: string, excerpt?: string): void {
    const { line, column } = this.document.at(pointer);
    this.diagnostics.push({ file: this.document.file, line, column, message, fix, ...(excerpt === undefined ? {} : { excerpt }) });
  }

  private checkKeyword(pointer: string, keyword: string, keywordValue: unknown): boolean {
    const spec = KEYWORDS.get(keyword);
    if (!spec) {
      const suggestion = findClosestName(keyword, [...KEYWORDS.keys()]);
      if (keyword.startsWith("x-") && suggestion === undefined) {
        this.ignored.push(pointer);
        return false;
      }
      this.reportAtKey(
        pointer,
        `unknown keyword ${JSON.stringify(keyword)}`,
        suggestion ? `write ${suggestion}` : "remove it, or prefix it with x- if it is an extension",
      );
      return false;
    }
    if (spec.role === "unsupported") {
      this.reportAtKey(pointer, `unsupported keyword ${keyword} (${spec.section})`, spec.fix ?? "remove it");
      return false;
    }
    const invalid = checkKeywordValue(spec.valueType, keywordValue);
    if (invalid) this.report(pointer, `${keyword} ${invalid.message}`, invalid.fix);
    return !invalid;
  }

  private reportAtKey(pointer: string, message: string, fix: string): void {
    const { line, column } = this.document.keyAt(pointer);
    this.diagnostics.push({ file: this.document.file, line, column, message, fix });
  }

  private readSubschemas(pointer: string, keyword: string, keywordValue: unknown, source: string, children: Map<string, SchemaNode>): void {
    const base = `${pointer}/${escapeSegment(keyword)}`;
    for (const [key, schema] of subschemasIn(KEYWORDS.get(keyword)?.valueType, keywordValue)) {
      const child = key === undefined ? base : `${base}/${escapeSegment(String(key))}`;
      children.set(key === undefined ? keyword : `${keyword}/${key}`, this.read(child, schema, source));
    }
  }

  private resolveRef(reference: string, at: string): SchemaNode | undefined {
    const pointer = parseLocalReference(reference);
    const found = pointer === undefined ? NOT_FOUND : resolvePointer(this.document.value, pointer);
    if (pointer !== undefined && found !== NOT_FOUND) return this.read(pointer, found);
    checkReference(this.document.value, reference, at, this);
    return undefined;
  }
}

/** Returns the documentation source of a part of the contract: its table, its `x-source` or the inherited source. */
export function sourceOf(value: Readonly<Record<string, unknown>>, inherited: string): string {
  const table = value["x-table"];
  if (typeof table === "number") return `Table ${table}`;
  return typeof value["x-source"] === "string" ? value["x-source"] : inherited;
}
