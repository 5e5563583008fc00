import { isBase64 } from "./cel-functions.js";

/** Whether a string has the given format (JSON Schema Validation 7.3, and OpenAPI's `byte`). An unknown format accepts every string. */
export function hasFormat(format: string, text: string): boolean {
  const isValid = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  return isValid === undefined || isValid(text);
}

/** The formats that are validated. */
export const ASSERTED_FORMATS = ["date-time", "date", "uuid", "uri", "byte"] as const;

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  "date-time": isDateTime,
  uuid: (text) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text),
  uri: isUri,
  byte: isBase64,
};

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= ([31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0);
}

/** RFC 3339, section 5.6. A leap second is accepted only at 23:59:60 UTC. */
function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})t(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:z|([+-])(\d{2}):(\d{2}))$/i.exec(text);
  if (!match || !isDate(match[1] ?? "")) return false;
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])];
  const [offsetHour, offsetMinute] = [Number(match[6] ?? 0), Number(match[7] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (match[5] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  return (((hour * 60 + minute - offset) % 1440) + 1440) % 1440 === 1439;
}

/** RFC 3986: an absolute URI that contains only characters allowed in their position. */
function isUri(text: string): boolean {
  const match = /^[a-z][a-z\d+.-]*:(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i.exec(text);
  if (!match || /[^\w.~:/?#[\]@!$&'()*+,;=%-]|%(?![\da-f]{2})/i.test(text)) return false;
  const [, authority = "", path = "", query = "", fragment = ""] = match;
  return isAuthority(authority) && !/[[\]]/.test(path + query + fragment) && !fragment.includes("#");
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf("@") + 1;
  const match = /^(?:\[([^[\]]*)\]|[^[\]:@]*)(?::\d*)?$/.exec(authority.slice(at));
  if (!match || /[[\]]/.test(authority.slice(0, at))) return false;
  const literal = match[1];
  return literal === undefined || /^v[\da-f]+\.[\w.~!$&'()*+,;=:-]+$/i.test(literal) || URL.canParse(`http://[${literal}]/`);
}
