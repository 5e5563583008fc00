import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { findClosestName } from "../../../src/core/strings.js";
import { ASSERTED_FORMATS } from "../../../src/validation/formats.js";
import { KEYWORDS } from "../keywords/index.js";
import type { SchemaNode } from "../keywords/keyword.js";
import { checkKeywordValue, subschemasIn } from "../keywords/value-types.js";
import { type Diagnostic, toText } from "../parse/diagnostic.js";
import type { Document, Position } from "../parse/document.js";
import { NOT_FOUND, resolvePointer, resolveReference } from "./references.js";

export type { SchemaNode };

/** Creates one node per schema of a document and collects diagnostics. */
export class SchemaReader {
  readonly document: Document;
  readonly diagnostics: Diagnostic[];
  /** Faults that do not prevent generation. */
  readonly warnings: Diagnostic[] = [];
  /** Pointers of parts that are documentation only. */
  readonly ignored: string[] = [];
  private readonly nodes = new Map<string, SchemaNode>();
  /** Targets of references that are not read yet. Reading them later keeps long chains off the stack. */
  private readonly targets = new Map<string, unknown>();
  private isReading = false;

  constructor(document: Document) {
    this.document = document;
    this.diagnostics = [...document.diagnostics];
  }

  /** Reads the schema at a pointer, its descendants and the schemas that they reference. Reports errors instead of throwing. */
  read(pointer: string, value: unknown, inheritedSource = "implied"): SchemaNode {
    if (this.isReading) return this.readTree(pointer, value, inheritedSource);
    this.isReading = true;
    const node = this.readTree(pointer, value, inheritedSource);
    for (const [target, schema] of this.targets) this.readTree(target, schema, "implied");
    this.targets.clear();
    this.isReading = false;
    return node;
  }

  private readTree(pointer: string, value: unknown, inheritedSource: string): SchemaNode {
    const known = this.nodes.get(pointer);
    if (known) return known;
    const source = isObject(value) ? sourceOf(value, inheritedSource) : inheritedSource;
    const children = new Map<string, SchemaNode>();
    const keywords = new Map<string, unknown>();
    let target: string | undefined;
    const nodes = this.nodes;
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
        return target === undefined ? undefined : nodes.get(target);
      },
      removeTarget: () => {
        keywords.delete("$ref");
        target = undefined;
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
      if (keyword === "$ref") {
        const found = resolveReference(this.document.value, keywordValue, `${pointer}/$ref`, this);
        if (found) this.targets.set(found.pointer, found.value);
        target = found?.pointer;
      } else this.readSubschemas(pointer, keyword, keywordValue, source, children);
    }
    if (target === undefined) keywords.delete("$ref");
    if (value["x-format-assertion"] === true && !ASSERTED_FORMATS.some((format) => format === value.format))
      this.report(
        `${pointer}/x-format-assertion`,
        `unsupported format ${toText(value.format)}`,
        `use one of ${ASSERTED_FORMATS.join(", ")}`,
      );
    return node;
  }

  report(pointer: string, message: string, fix: string, excerpt?: string): void {
    this.diagnostics.push(this.diagnostic(this.document.at(pointer), message, fix, excerpt));
  }

  reportAtKey(pointer: string, message: string, fix: string): void {
    this.diagnostics.push(this.diagnostic(this.document.keyAt(pointer), message, fix));
  }

  warn(pointer: string, message: string, fix: string): void {
    this.warnings.push(this.diagnostic(this.document.at(pointer), message, fix));
  }

  private diagnostic({ line, column }: Position, message: string, fix: string, excerpt?: string): Diagnostic {
    return { file: this.document.file, line, column, message, fix, ...(excerpt === undefined ? {} : { excerpt }) };
  }

  private checkKeyword(pointer: string, keyword: string, keywordValue: unknown): boolean {
    const spec = KEYWORDS.get(keyword);
    if (!spec) {
      const isExtension = keyword.startsWith("x-");
      const suggestion = findClosestName(
        keyword,
        [...KEYWORDS.keys()].filter((name) => name.startsWith("x-") === isExtension),
      );
      if (isExtension && suggestion === undefined) {
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
    else if (keyword === "discriminator") this.checkDiscriminator(pointer, keywordValue);
    else if (keyword === "$schema") checkDialect(pointer, keywordValue, this);
    return !invalid;
  }

  /** `oneOf` and `anyOf` decide. The mapping is documentation, but must not name other documents. */
  private checkDiscriminator(pointer: string, value: unknown): void {
    const { propertyName, mapping = {} } = isObject(value) ? value : {};
    if (typeof propertyName !== "string" || !isObject(mapping))
      return this.report(pointer, "discriminator needs propertyName and an object as mapping", "write { propertyName: type }");
    for (const [name, target] of Object.entries(mapping)) {
      const at = `${pointer}/mapping/${escapeSegment(name)}`;
      const isName =
        typeof target === "string" && resolvePointer(this.document.value, `/components/schemas/${escapeSegment(target)}`) !== NOT_FOUND;
      if (!isName) resolveReference(this.document.value, target, at, this);
    }
  }

  private readSubschemas(pointer: string, keyword: string, keywordValue: unknown, source: string, children: Map<string, SchemaNode>): void {
    const base = `${pointer}/${escapeSegment(keyword)}`;
    for (const [key, schema] of subschemasIn(KEYWORDS.get(keyword)?.valueType, keywordValue)) {
      const child = key === undefined ? base : `${base}/${escapeSegment(String(key))}`;
      children.set(key === undefined ? keyword : `${keyword}/${key}`, this.read(child, schema, source));
    }
  }
}

/** Reports a dialect other than JSON Schema 2020-12 or the one of OpenAPI 3.1, which consists of the same keywords. */
export function checkDialect(pointer: string, dialect: unknown, reader: SchemaReader): void {
  if (!/^https?:\/\/(?:json-schema\.org\/draft\/2020-12\/schema|spec\.openapis\.org\/oas\/3\.1\/dialect\/base)#?$/.test(String(dialect)))
    reader.report(pointer, `unsupported dialect ${dialect}`, "remove it; schemas are JSON Schema 2020-12");
}

/** Returns the documentation source of a part of the contract: its table, its `x-source` or the inherited source. */
export function sourceOf(value: Readonly<Record<string, unknown>>, inherited: string): string {
  const table = value["x-table"];
  if (typeof table === "number") return `Table ${table}`;
  return typeof value["x-source"] === "string" ? value["x-source"] : inherited;
}
