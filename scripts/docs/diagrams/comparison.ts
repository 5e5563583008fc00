import { parsePointer } from "../../../src/core/pointer.js";
import { collectLayoutIssues, issuesOfScene, type NumberedIssue } from "../../../src/layout/layout-issues.js";
import { type LayoutScript, parseScript } from "../../../src/layout/parse-scene.js";
import { createScene } from "../../../src/layout/scene.js";
import { selectCanvas } from "../../../src/layout/select-canvas.js";
import { badge } from "../../../src/layout/svg/badge.js";
import { separator } from "../../../src/layout/svg/diagram.js";
import { issueList } from "../../../src/layout/svg/issue-list.js";
import { renderSceneView } from "../../../src/layout/svg/scene-view.js";
import {
  type Block,
  block,
  MARGIN,
  PAGE_WIDTH,
  paragraph,
  stackHorizontally,
  stackVertically,
  svgDocument,
  translate,
} from "../../../src/layout/svg/stack-layout.js";

const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const GAP = 16;
const HALF = (WIDTH - GAP) / 2;

/** Renders the first scene of a script before and after its fixes, with the issues and the changes. */
export function renderComparison(before: LayoutScript, after: LayoutScript): string {
  const issues = collectLayoutIssues(before);
  const changes = issues
    .flatMap(({ issue }) => issue.fixes ?? [])
    .map(({ path, value }) => {
      const names = parsePointer(path);
      return `${names.at(-1)} ${JSON.stringify(names.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], before))} → ${JSON.stringify(value)}`;
    });
  const title = "A layout before and after its fix";
  const content = stackVertically(
    [
      stackHorizontally(
        [renderHalf("original", before, issues), renderHalf(`fixed: ${changes.join(", ")}`, after, collectLayoutIssues(after))],
        GAP,
      ),
      separator(WIDTH),
      issueList(issues, WIDTH),
    ],
    14,
  );
  return svgDocument(content, title, issues.map(({ number, issue }) => `${number}. ${issue.severity}: ${issue.message}`).join(" "));
}

function renderHalf(label: string, script: LayoutScript, all: readonly NumberedIssue[]): Block {
  const { output, scenes } = parseScript(script);
  const [source] = scenes;
  if (source === undefined) throw new Error("a comparison requires a scene");
  const issues = issuesOfScene(all, source.index);
  const scene = createScene(source, output, selectCanvas(source, output, "auto").canvas);
  const view = renderSceneView(scene, issues, { width: HALF, height: HALF, detail: true });
  const [first] = issues;
  const number = first && badge(first);
  const text = paragraph(label, HALF - 30, "body");
  const head = block(HALF, text.height, number?.at(4, 1), translate(text, number === undefined ? 4 : number.width + 10, 0));
  return stackVertically([head, { ...view, width: HALF }], 6);
}
