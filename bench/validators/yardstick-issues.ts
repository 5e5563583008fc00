/** An issue with the minimum of data needed to report it. */
interface YardstickIssue {
  readonly path: string;
  readonly keyword: string;
  readonly limit: unknown;
  readonly message: string;
}

type Issues = YardstickIssue[];

export function notObject(out: Issues, path: string, value: unknown): void {
  report(out, path, value === undefined ? "required" : "type", "object", "must be an object");
}

/** Reports a wrong type, or a missing value; called only for required properties and present optional ones. */
export function wrongType(out: Issues, p: string, name: string, value: unknown, type: string): void {
  if (value === undefined) report(out, p + name, "required", name, "is required");
  else report(out, p + name, "type", type, `must be ${type}`);
}

export function noAlternative(out: Issues, p: string, name: string): void {
  report(out, p + name, "oneOf", 1, "must match one of the alternatives");
}

export function enumeration(out: Issues, p: string, name: string, value: unknown, values: readonly string[]): void {
  if (typeof value !== "string") wrongType(out, p, name, value, "string");
  else report(out, p + name, "enum", values, "must be one of the listed values");
}

export function text(out: Issues, p: string, name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== "string") wrongType(out, p, name, value, "string");
  else if (value.length < min) report(out, p + name, "minLength", min, `must have at least ${min} characters`);
  else report(out, p + name, "maxLength", max, `must have at most ${max} characters`);
}

export function number(out: Issues, p: string, name: string, value: unknown, type: string, min: number, max: number): void {
  if (typeof value !== "number" || (type === "integer" ? value % 1 : value - value) !== 0) wrongType(out, p, name, value, type);
  else if (value < min) report(out, p + name, "minimum", min, `must be at least ${min}`);
  else report(out, p + name, "maximum", max, `must be at most ${max}`);
}

export function list(out: Issues, p: string, name: string, value: unknown, max: number): void {
  if (!Array.isArray(value)) wrongType(out, p, name, value, "array");
  else report(out, p + name, "maxItems", max, `must have at most ${max} elements`);
}

function report(out: Issues, path: string, keyword: string, limit: unknown, message: string): void {
  out.push({ path, keyword, limit, message });
}

/** Returns whether a string with more than `limit` code units also has more than `limit` code points. */
export function exceedsLength(value: string, limit: number): boolean {
  if (value.length > 2 * limit) return true;
  let count = value.length;
  for (let i = 1; i < value.length; i++) {
    if ((value.charCodeAt(i - 1) & 0xfc00) === 0xd800 && (value.charCodeAt(i) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count > limit;
}
