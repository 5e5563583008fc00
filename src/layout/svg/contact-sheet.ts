import { issuesOfScene, type NumberedIssue } from "../layout-issues.js";
import { BADGE_HEIGHT, badge, row } from "./badge.js";
import { altText, caption, type Drawing, isDrawn, issueText, separator } from "./diagram.js";
import { issueList } from "./issue-list.js";
import { fittingScale, renderSceneView, type SceneViewOptions } from "./scene-view.js";
import { type Block, block, MARGIN, PAGE_WIDTH, paragraph, stackHorizontally, stackVertically, svgDocument } from "./stack-layout.js";

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
  const badges = row(issues.filter(({ location }) => location.kind === "output").map(badge));
  const text = paragraph(title, WIDTH - badges.width, "title");
  const heading = block(WIDTH, text.height, text.markup, badges.width > 0 && badges.at(WIDTH - badges.width + 3, 2));
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
  const badges = row(issues.filter(({ location }) => !isDrawn(location, scene)).map(badge));
  const number = scene.sequenceNo === undefined ? "" : ` · sequence_no ${scene.sequenceNo}`;
  const label = paragraph(`Scene ${scene.index + 1}${number}`, width - badges.width, "small");
  const head = block(width, Math.max(BADGE_HEIGHT, label.height), label.markup, badges.width > 0 && badges.at(width - badges.width, 0));
  const fits = other === undefined ? [] : [paragraph(`fits only ${other.canvas.orientation}`, width, "small", "soft")];
  return stackVertically([head, { ...thumbnail, width }, ...fits], 4);
}
