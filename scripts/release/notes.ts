/** `npm run release:notes`: prints the section of CHANGELOG.md for the version of package.json, the text of the GitHub Release. */
import { readFileSync } from "node:fs";
import { root } from "../task-runner.js";

const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
const sections = readFileSync(`${root}CHANGELOG.md`, "utf8").split(/^## /m);
const section = sections.find((text) => text.split(/\s/)[0] === version);

if (section === undefined) {
  console.error(`CHANGELOG.md has no section ${version}, the version of package.json`);
  process.exitCode = 1;
} else console.log(section.slice(section.indexOf("\n")).trim());
