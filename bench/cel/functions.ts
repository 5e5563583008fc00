import { isUtf8 } from "node:buffer";
/** Independent implementations of the contract's CEL functions, so that errors in the package are detected. */

/** Returns the number of code points of a text. In `<speak` markup, tags do not count and an entity counts as one. */
export function textLength(text: string): number {
  const spoken = text.replace(/^\s*<\?xml[^>]*\?>/, "").trimStart();
  const isMarkup = spoken.startsWith("<speak") && (spoken[6] === ">" || spoken[6]?.trim() === "");
  return [...(isMarkup ? stripTags(text) : text)].length;
}

export function isBase64(text: string): boolean {
  return Buffer.from(text, "base64").length === (text.length / 4) * 3 - (/=*$/.exec(text)?.[0].length ?? 0) && !/[-_\s]/.test(text);
}

export function isBase64Text(text: string): boolean {
  return isBase64(text) && isUtf8(Buffer.from(text, "base64"));
}

/** Returns the bounding box of a rotated rectangle, computed from its corners. */
export function outline(
  dx: number,
  dy: number,
  width: number,
  height: number,
  angle: number,
): Record<"left" | "top" | "right" | "bottom", number> {
  const [sine, cosine] =
    angle % 90 === 0
      ? ([
          [0, 1],
          [1, 0],
          [0, -1],
          [-1, 0],
        ][(angle / 90) % 4] ?? [0, 1])
      : [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  const corners = [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ].map(([x = 0, y = 0]) => [(x * width) / 2, (y * height) / 2]);
  const rotated = corners.map(([x = 0, y = 0]) => [
    dx + width / 2 + x * (cosine ?? 1) - y * (sine ?? 0),
    dy + height / 2 + x * (sine ?? 0) + y * (cosine ?? 1),
  ]);
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const [xs, ys] = [rotated.map(([x = 0]) => x), rotated.map(([, y = 0]) => y)];
  return { left: round(Math.min(...xs)), top: round(Math.min(...ys)), right: round(Math.max(...xs)), bottom: round(Math.max(...ys)) };
}

function stripTags(text: string): string {
  let kept = "";
  let open = -1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "<") {
      if (open >= 0) kept += text.slice(open, i);
      open = i;
    } else if (text[i] === ">" && open >= 0) open = -1;
    else if (open < 0) kept += text[i];
  }
  if (open >= 0) kept += text.slice(open);
  return kept
    .split("&")
    .reduce(
      (done, piece, i) =>
        i === 0 ? piece : done + (/^(#\d+|#x[\da-f]+|[a-z][\da-z]*);/i.test(piece) ? piece.replace(/^[^;]*;/, "x") : `&${piece}`),
      "",
    );
}
