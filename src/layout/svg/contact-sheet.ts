import { issuesOfScene, type NumberedIssue } from "../layout-issues.js";
import { altText, caption, type Drawing, isDrawn, issueText, separator, titleWithBadges } from "./diagram.js";
import { issueList, unplacedLabels } from "./issue-list.js";
import { fittingScale, renderSceneView, type SceneViewOptions } from "./scene-view.js";
import { type Block, MARGIN, PAGE_WIDTH, paragraph, stackHorizontally, stackVertically, svgDocument } from "./stack-layout.js";

const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const GAP = 20;

/** Renders all scenes of a script as thumbnails on one sheet, followed by a list of their issues. */
export function contactSheet(
  drawings: readonly Drawing[],
  issues: readonly NumberedIssue[],
  title = `Layout of ${drawings.length} scenes`,
): string {
  const perRow = drawings.every(({ scene }) => scene.canvas.orientation === "portrait") ? 5 : 3;
  const width = (WIDTH - (perRow - 1) * GAP) / perRow;
  const options = { width, height: width * 1.4 };
  const scale = Math.min(...drawings.map(({ scene }) => fittingScale(scene, { ...options, detail: false })));
  const cells = drawings.map((drawing) => renderCell(drawing, issues, { ...options, scale, detail: false }));
  const rows = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, index) =>
    stackHorizontally(cells.slice(index * perRow, (index + 1) * perRow), GAP),
  );
  const heading = titleWithBadges(
    title,
    issues.filter(({ location }) => location.kind === "output"),
    WIDTH,
  );
  const captions = [...new Set(drawings.map(captionOf))];
  const captionBlocks = captions.map((text) =>
    paragraph(captions.length === 1 ? text : `${sceneNumbers(drawings, text)}: ${text}`, WIDTH, "small", "soft"),
  );
  const content = stackVertically(
    [stackVertically([heading, ...captionBlocks], 4), stackVertically(rows, GAP), separator(WIDTH), issueList(issues, WIDTH, true)],
    14,
  );
  return svgDocument(content, title, [...captions, ...drawings.map(sceneAltText), ...issues.map(issueText)].join(" "));
}

const sceneAltText = (drawing: Drawing): string => `Scene ${drawing.scene.index + 1}: ${altText(drawing)}`;

const captionOf = (drawing: Drawing): string => caption(drawing, false);

/** Returns the scenes with a given caption, for example `Scenes 1, 3`. */
function sceneNumbers(drawings: readonly Drawing[], text: string): string {
  const numbers = drawings.filter((drawing) => captionOf(drawing) === text).map(({ scene }) => scene.index + 1);
  return `${numbers.length === 1 ? "Scene" : "Scenes"} ${numbers.join(", ")}`;
}

function renderCell({ scene, other }: Drawing, all: readonly NumberedIssue[], options: SceneViewOptions): Block {
  const { width } = options;
  const issues = issuesOfScene(all, scene.index).filter(({ location }) => location.kind !== "output");
  const thumbnail = renderSceneView(scene, issues, options);
  const undrawn = issues.filter(({ location }) => !isDrawn(location, scene));
  const number = scene.sequenceNo === undefined ? "" : ` · sequence_no ${scene.sequenceNo}`;
  const head = titleWithBadges(`Scene ${scene.index + 1}${number}`, undrawn, width, "small");
  const fits = other === undefined ? [] : [paragraph(`fits only ${other.canvas.orientation}`, width, "small", "soft")];
  return stackVertically([head, { ...thumbnail, width }, ...unplacedLabels(thumbnail.unplaced, width), ...fits], 4);
}
