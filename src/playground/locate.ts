import { jsonLanguage } from "@codemirror/lang-json";
import { escapeSegment } from "../core/pointer.js";
import { parseJson } from "../json/json-text.js";

/** A syntax tree of the editor, which updates it with each change. */
export type SyntaxTree = ReturnType<typeof jsonLanguage.parser.parse>;

/** A range of a text: a property with its key, or the first character of an object or a list that is not a property. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The values of a JSON text. */
export interface Locations {
  /** Returns the range of the value at a JSON Pointer, or of its nearest parent in the text. */
  find(pointer: string): Range;
  /** JSON Pointers of the keys that appear more than once in their object. */
  readonly duplicates: readonly string[];
}

/** Like `parseJson`, which reports deeper values. */
const MAX_DEPTH = 500;

const CONTAINERS = new Set(["Object", "Array"]);

/** Locates the values of a valid JSON text. Throws `JsonSyntaxError` when the nesting is too deep. */
export function locate(text: string, tree: SyntaxTree = jsonLanguage.parser.parse(text)): Locations {
  const ranges = new Map<string, Range>();
  const duplicates: string[] = [];
  const cursor = tree.cursor();

  /** Visits the value at the cursor, and leaves the cursor there. */
  const visit = (pointer: string, depth: number, property?: Range): void => {
    const isContainer = CONTAINERS.has(cursor.name);
    if (ranges.has(pointer)) duplicates.push(pointer);
    ranges.set(pointer, property ?? { from: cursor.from, to: isContainer ? cursor.from + 1 : cursor.to });
    if (depth > MAX_DEPTH) parseJson(text);
    if (!isContainer || !cursor.firstChild()) return;
    let index = 0;
    do {
      if (cursor.name === "Property") {
        const { from, to } = cursor;
        cursor.firstChild();
        const key: unknown = JSON.parse(text.slice(cursor.from, cursor.to));
        cursor.parent();
        // the value is after the name and the colon
        cursor.lastChild();
        visit(`${pointer}/${escapeSegment(String(key))}`, depth + 1, { from, to });
        cursor.parent();
      } else if (/^[A-Z]/.test(cursor.name)) {
        visit(`${pointer}/${index}`, depth + 1);
        index += 1;
      }
    } while (cursor.nextSibling());
    cursor.parent();
  };

  cursor.firstChild();
  visit("", 0);
  return {
    duplicates,
    find(pointer) {
      for (let end = pointer.length; end > 0; end = pointer.lastIndexOf("/", end - 1)) {
        const range = ranges.get(pointer.slice(0, end));
        if (range !== undefined) return range;
      }
      return ranges.get("") ?? { from: 0, to: 0 };
    },
  };
}
