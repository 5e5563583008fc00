import type { Numbered } from "../findings.js";
import { findingsOfScene } from "../findings.js";
import { badge, row } from "./badge.js";
import { type Block, beside, block, column, MARGIN, PAGE, page, paragraph } from "./flow.js";
import { findingList } from "./list.js";
import { type Drawing, drawn, separator } from "./picture.js";
import { stage } from "./stage.js";

const WIDTH = PAGE - 2 * MARGIN;
const GAP = 20;

/** All scenes of a script on one sheet, small, with the findings about them listed once. */
export function contactSheet(drawings: readonly Drawing[], findings: readonly Numbered[]): string {
  const title = `Layout of ${drawings.length} scenes`;
  const perRow = drawings.every(({ scene }) => scene.canvas.orientation === "portrait") ? 5 : 3;
  const width = (WIDTH - (perRow - 1) * GAP) / perRow;
  const cells = drawings.map((drawing) => cell(drawing, findings, width));
  const rows = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, index) =>
    beside(cells.slice(index * perRow, (index + 1) * perRow), GAP),
  );
  const whole = findings.filter(({ place }) => place.of === "output");
  const badges = row(whole.map(badge));
  const text = paragraph(title, WIDTH - badges.width, "title");
  const heading = block(WIDTH, text.height, text.markup, badges.width > 0 && badges.at(WIDTH - badges.width + 3, 2));
  const content = column([heading, column(rows, GAP), separator(WIDTH), findingList(findings, WIDTH, true)], 14);
  return page(content, title, findings.map(({ number, issue }) => `${number}. ${issue.severity}: ${issue.message}`).join(" "));
}

function cell({ scene, other }: Drawing, all: readonly Numbered[], width: number): Block {
  const findings = findingsOfScene(all, scene.index).filter(({ place }) => place.of !== "output");
  const small = stage(scene, findings, { width, height: width * 1.4, detail: false });
  const badges = row(findings.filter(({ place }) => !drawn(place, scene)).map(badge));
  const number = scene.sequenceNo === undefined ? "" : ` (${scene.sequenceNo})`;
  const label = paragraph(`Scene ${scene.index + 1}${number}`, width - badges.width, "small");
  const head = block(width, 17, label.markup, badges.width > 0 && badges.at(width - badges.width, 0));
  const fits = other === undefined ? [] : [paragraph(`fits only ${other.canvas.orientation}`, width, "small", "soft")];
  return column([head, { ...small, width }, ...fits], 4);
}
