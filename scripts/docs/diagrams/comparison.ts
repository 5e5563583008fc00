import { segmentsOf } from "../../../src/core/pointer.js";
import { chooseCanvas } from "../../../src/layout/canvas.js";
import { findingsOf, findingsOfScene, type Numbered } from "../../../src/layout/layout-issues.js";
import { type LayoutScript, readScript } from "../../../src/layout/parse-scene.js";
import { sceneOf } from "../../../src/layout/scene.js";
import { badge } from "../../../src/layout/svg/badge.js";
import { separator } from "../../../src/layout/svg/diagram.js";
import { findingList } from "../../../src/layout/svg/issue-list.js";
import { stage } from "../../../src/layout/svg/scene-view.js";
import { type Block, beside, block, column, MARGIN, moved, PAGE, page, paragraph } from "../../../src/layout/svg/stack-layout.js";

const WIDTH = PAGE - 2 * MARGIN;
const GAP = 16;
const HALF = (WIDTH - GAP) / 2;

/** The first scene of a script beside the same one fixed, with what was found and what was changed. For documents. */
export function comparison(before: LayoutScript, after: LayoutScript): string {
  const findings = findingsOf(before);
  const changes = findings
    .flatMap(({ issue }) => issue.fixes ?? [])
    .map(({ path, value }) => {
      const names = segmentsOf(path);
      return `${names.at(-1)} ${JSON.stringify(names.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], before))} → ${JSON.stringify(value)}`;
    });
  const title = "A layout with a fault, and fixed";
  const content = column(
    [
      beside([half("as written", before, findings), half(`fixed: ${changes.join(", ")}`, after, findingsOf(after))], GAP),
      separator(WIDTH),
      findingList(findings, WIDTH),
    ],
    14,
  );
  return page(content, title, findings.map(({ number, issue }) => `${number}. ${issue.severity}: ${issue.message}`).join(" "));
}

function half(label: string, script: LayoutScript, all: readonly Numbered[]): Block {
  const { output, scenes } = readScript(script);
  const [source] = scenes;
  if (source === undefined) throw new Error("a comparison needs a scene");
  const findings = findingsOfScene(all, source.index);
  const scene = sceneOf(source, output, chooseCanvas(source, output, "auto").canvas);
  const drawn = stage(scene, findings, { width: HALF, height: HALF, detail: true });
  const [first] = findings;
  const mark = first && badge(first);
  const text = paragraph(label, HALF - 30, "body");
  const head = block(HALF, text.height, mark?.at(4, 1), moved(text, mark === undefined ? 4 : mark.width + 10, 0));
  return column([head, { ...drawn, width: HALF }], 6);
}
