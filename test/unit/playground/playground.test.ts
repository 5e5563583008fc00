import { fileURLToPath } from "node:url";
import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { contractInfo, readContract } from "../../../scripts/docs/contract.js";
import { buildPlayground } from "../../../scripts/docs/playground.js";
import { fragmentOf } from "../../../src/cli/commands/sandbox.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { findNearest, parseJson } from "../../../src/json/json-text.js";
import { renderLayout } from "../../../src/layout/index.js";
import { complete, propertiesAt, propertyAt, REQUEST } from "../../../src/playground/complete.js";
import { presets } from "../../../src/playground/presets.js";
import { decodeFragment, encodeFragment } from "../../../src/playground/share.js";
import { fixText, locate, validateText } from "../../../src/playground/validate.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const info = contractInfo(readContract(`${root}openapi.yaml`).document, REQUEST);
beforeAll(() => void Object.assign(globalThis, { CONTRACT_INFO: info }));

const textOf = (name: string): string => JSON.stringify(presets.find((preset) => preset.name === name)?.request, null, 2);

describe("presets", () => {
  test.each(["Landscape", "Portrait"])("%s has no issues", (name) => expect(validateText(textOf(name)).issues).toEqual([]));

  test("Faults has errors, and its fixes leave none", () => {
    const severities = (text: string): string[] => validateText(text).issues.map(({ severity }) => severity);
    expect(severities(textOf("Faults"))).toContain("error");
    expect(severities(fixText(textOf("Faults")))).not.toContain("error");
  });

  test.each(presets.map(({ name }) => name))("%s has a diagram whose paths exist in the text", (name) => {
    const request = JSON.parse(textOf(name));
    const svg = renderLayout(request)
      .scenes.map((scene) => scene.view(700))
      .join("");
    const paths = new Set([...svg.matchAll(/ data-path="([^"]+)"/g)].map(([, path = ""]) => path));
    expect(paths.size).toBeGreaterThan(1);
    for (const path of paths) {
      const value = path
        .slice(1)
        .split("/")
        .reduce((parent, key) => parent?.[key], request);
      expect(value, path).toBeTypeOf("object");
    }
  });
});

describe("issues in the text", () => {
  test("are located at their property", () => {
    const text = textOf("Faults");
    const issue = validateText(text).issues.find(({ rule }) => rule === "resize-resolution");
    expect(text.slice(issue?.from, issue?.to)).toBe('"width": 1920');
  });

  test("include misspelled properties and duplicate keys", () => {
    const messages = validateText('{"script_id": "a", "script_id": "b", "output_asset_config": {"asset_name": "x"}, "modle": 1}').issues;
    expect(messages.map(({ path }) => path)).toEqual(expect.arrayContaining(["/script_id", "/modle"]));
  });

  test.each(["", "{", '{"a": }', "[1,]", "{'a': 1}"])("of text that is not JSON: %j", (text) => {
    const { value, issues } = validateText(text);
    expect(value).toBeUndefined();
    expect(issues).toMatchObject([{ severity: "error", message: expect.stringMatching(/^Not JSON: /) }]);
  });

  test("of text that is nested too deeply", () => {
    const [issue] = validateText(`${"[".repeat(600)}${"]".repeat(600)}`).issues;
    expect(issue?.message).toBe("Not JSON: expected at most 500 levels of nesting");
  });

  test("are where the slower parser with positions finds them", () => {
    const pointersOf = (value: unknown, path = ""): string[] =>
      typeof value === "object" && value !== null
        ? [path, ...Object.entries(value).flatMap(([key, item]) => pointersOf(item, `${path}/${escapeSegment(key)}`))]
        : [path];
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), fc.string(), (value, indent, other) => {
        const text = JSON.stringify(value, null, indent);
        const { find, duplicates } = locate(text);
        expect(duplicates).toEqual([]);
        for (const pointer of [...pointersOf(value), `/${escapeSegment(other)}/x`, "/0/x"]) {
          const { node } = findNearest(parseJson(text), pointer);
          const isContainer = node.type === "object" || node.type === "array";
          expect(find(pointer), pointer).toEqual({ from: node.offset, to: isContainer ? node.offset + 1 : node.offset + node.length });
        }
      }),
    );
  });

  test("stay inside any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string(), fc.constant(textOf("Faults"))),
        fc.nat(),
        fc.string({ maxLength: 3 }),
        (text, at, inserted) => {
          const changed = text.slice(0, at % (text.length + 1)) + inserted + text.slice(at % (text.length + 1));
          for (const { from, to } of validateText(changed).issues) {
            expect(from).toBeLessThanOrEqual(to);
            expect(to).toBeLessThanOrEqual(changed.length);
          }
        },
      ),
    );
  });
});

describe("a shared link", () => {
  test("contains the text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        expect(await decodeFragment(await encodeFragment(text))).toBe(text);
        expect(await decodeFragment(fragmentOf(text))).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  test.each(["", "#", "#other=1", "#request=%%%", "#request=AAAA"])("without a request: %j", async (fragment) => {
    expect(await decodeFragment(fragment)).toBeUndefined();
  });
});

describe("completion", () => {
  /** Completes at the bar in the text. */
  const completeAt = (marked: string): string[] => {
    const pos = marked.indexOf("|");
    const state = EditorState.create({ doc: marked.replace("|", "") });
    const result: CompletionResult | null = complete(new CompletionContext(state, pos, true));
    return result?.options.map(({ label }) => label) ?? [];
  };

  test("of property names, in nested lists", () => {
    expect(completeAt('{"shoot_scripts": [{"shoot_script": {"layer_config": [{"|"}]}}]}')).toContain('"layer_type"');
    expect(completeAt('{"|"}')).toContain('"model_asset_id"');
  });

  test("of enum values and booleans", () => {
    expect(completeAt('{"video_config": {"codec": |}}')).toEqual(['"H264"', '"VP8"', '"QTRLE"']);
    expect(completeAt('{"video_config": {"is_subtitle_enable": |}}')).toEqual(["true", "false"]);
    expect(completeAt('{"unknown": {"codec": |}}')).toEqual([]);
  });
});

test("the contract describes every property of a request", () => {
  const undescribed = Object.entries(info).flatMap(([component, properties]) =>
    Object.entries(properties).flatMap(([name, { description, facts, component: nested }]) =>
      description === "" || (facts === "" && nested === undefined) ? [`${component}.${name}`] : [],
    ),
  );
  expect(undescribed).toEqual([]);
  expect(propertyAt(["shoot_scripts", 0, "shoot_script", "layer_config", 1, "position", "dx"])?.facts).toMatch(
    /^integer, -?\d+ to \d+ px$/,
  );
  expect(propertiesAt(["no", "such"])).toEqual({});
});

test("the single file is one script, and loads nothing", async () => {
  const { files, page } = await buildPlayground(root);
  expect([...files.keys()]).toEqual(["index.html", "main.js", "sandbox-run.js"]);
  expect(page.match(/<\/script/g)).toHaveLength(1);
  expect(page.length).toBeGreaterThan([...files.values()].join("").length * 0.7);
  expect(page).not.toContain("sandbox-run.js");
  expect(page.replace(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(/(src|href)="(?!#|data:)/);
});
