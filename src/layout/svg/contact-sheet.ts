import type { Numbered } from "../layout-issues.js";
import { findingsOfScene } from "../layout-issues.js";
import { BADGE_HEIGHT, badge, row } from "./badge.js";
import { caption, type Drawing, drawn, readOut, seen, separator } from "./diagram.js";
import { findingList } from "./issue-list.js";
import { type StageRoom, stage, stageScale } from "./scene-view.js";
import { type Block, beside, block, column, MARGIN, PAGE, page, paragraph } from "./stack-layout.js";

const WIDTH = PAGE - 2 * MARGIN;
const GAP = 20;

/** All scenes of a script on one sheet, small, with the findings about them listed once. */
export function contactSheet(
  drawings: readonly Drawing[],
  findings: readonly Numbered[],
  title = `Layout of ${drawings.length} scenes`,
): string {
  const perRow = drawings.every(({ scene }) => scene.canvas.orientation === "portrait") ? 5 : 3;
  const width = (WIDTH - (perRow - 1) * GAP) / perRow;
  const room = { width, height: width * 1.4 };
  const scale = Math.min(...drawings.map(({ scene }) => stageScale(scene, { ...room, detail: false })));
  const cells = drawings.map((drawing) => cell(drawing, findings, { ...room, scale, detail: false }));
  const rows = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, index) =>
    beside(cells.slice(index * perRow, (index + 1) * perRow), GAP),
  );
  const whole = findings.filter(({ place }) => place.of === "output");
  const badges = row(whole.map(badge));
  const text = paragraph(title, WIDTH - badges.width, "title");
  const heading = block(WIDTH, text.height, text.markup, badges.width > 0 && badges.at(WIDTH - badges.width + 3, 2));
  const captions = [...new Set(drawings.map(captionOf))];
  const said = captions.map((text) =>
    paragraph(captions.length === 1 ? text : `${scenesWith(drawings, text)}: ${text}`, WIDTH, "small", "soft"),
  );
  const content = column([column([heading, ...said], 4), column(rows, GAP), separator(WIDTH), findingList(findings, WIDTH, true)], 14);
  return page(content, title, [...captions, ...drawings.map(sceneSeen), ...findings.map(readOut)].join(" "));
}

const sceneSeen = (drawing: Drawing): string => `Scene ${drawing.scene.index + 1}: ${seen(drawing)}`;

const captionOf = (drawing: Drawing): string => caption(drawing, false);

/** Which scenes a caption speaks of: `Scenes 1, 3`. */
function scenesWith(drawings: readonly Drawing[], text: string): string {
  const numbers = drawings.filter((drawing) => captionOf(drawing) === text).map(({ scene }) => scene.index + 1);
  return `${numbers.length === 1 ? "Scene" : "Scenes"} ${numbers.join(", ")}`;
}

function cell({ scene, other }: Drawing, all: readonly Numbered[], room: StageRoom): Block {
  const { width } = room;
  const findings = findingsOfScene(all, scene.index).filter(({ place }) => place.of !== "output");
  const small = stage(scene, findings, room);
  const badges = row(findings.filter(({ place }) => !drawn(place, scene)).map(badge));
  const number = scene.sequenceNo === undefined ? "" : ` · sequence_no ${scene.sequenceNo}`;
  const label = paragraph(`Scene ${scene.index + 1}${number}`, width - badges.width, "small");
  const head = block(width, Math.max(BADGE_HEIGHT, label.height), label.markup, badges.width > 0 && badges.at(width - badges.width, 0));
  const fits = other === undefined ? [] : [paragraph(`fits only ${other.canvas.orientation}`, width, "small", "soft")];
  return column([head, { ...small, width }, ...fits], 4);
}
