import type { ListDigitalHumanVideoResponse, Show2DDigitalHumanVideoResponse, ShowAssetResponse } from "../../src/index.js";

/** Responses of the service, unchanged. */
export interface Evidence {
  readonly page: ListDigitalHumanVideoResponse;
  /** Tasks requested without `show_script`. */
  readonly tasks: readonly Show2DDigitalHumanVideoResponse[];
  /** The same tasks, requested with `show_script`. */
  readonly scripts: readonly Show2DDigitalHumanVideoResponse[];
  /** Assets of the succeeded tasks. */
  readonly assets: readonly ShowAssetResponse[];
  /** IDs that were passed as `job_ids` in one list request, and how many tasks it returned. */
  readonly lookup: { readonly requested: number; readonly returned: number };
  /** Time of the service in milliseconds. */
  readonly now: number;
}

/** An open question of docs/discrepancies.md. */
export interface Question {
  /** ID of the entry, or `open` for a point of "Not verified against the real service". */
  readonly id: string;
  readonly text: string;
  /** Returns what the responses show, or `undefined` if they settle nothing. */
  readonly answer: (evidence: Evidence) => string | undefined;
}

const DAY_MS = 86_400_000;

/** The questions that read-only requests can settle. */
export const questions: readonly Question[] = [
  {
    id: "G-2",
    text: "Does the service return SUCCESS as a state?",
    answer: ({ tasks, page }) => {
      const states: string[] = [...tasks, ...(page.jobs ?? [])].map(({ state }) => state);
      if (states.includes("SUCCESS")) return "Yes, SUCCESS is returned.";
      return states.includes("SUCCEED") ? "No, succeeded tasks have SUCCEED." : undefined;
    },
  },
  {
    id: "G-3",
    text: "Is frame_rate a string or a number?",
    answer: ({ scripts }) =>
      list(
        scripts
          .map(({ video_config }) => video_config?.frame_rate)
          .map((rate) => (rate === undefined ? undefined : `${typeof rate} ${rate}`)),
      ),
  },
  {
    id: "G-6",
    text: "Is the script returned without show_script?",
    answer: ({ tasks, scripts }) => {
      if (tasks.some(hasScript)) return "Yes.";
      return scripts.some(hasScript) ? "No, only with show_script." : undefined;
    },
  },
  {
    id: "G-9",
    text: "Which format do times have?",
    answer: ({ tasks }) => list(tasks.flatMap(({ create_time, end_time }) => [create_time, end_time]).map(formatOfTime)),
  },
  {
    id: "P-4",
    text: "Is BLOCK a final state?",
    answer: ({ page, now }) => {
      const blocked = (page.jobs ?? []).filter(({ state }) => state === "BLOCK");
      const oldest = Math.max(...blocked.map(({ lastupdate_time }) => now - Date.parse(lastupdate_time ?? "")).filter(Number.isFinite), 0);
      return oldest > DAY_MS ? `Probably: a task has been blocked for ${Math.floor(oldest / DAY_MS)} days.` : undefined;
    },
  },
  {
    id: "P-39",
    text: "Which state has the asset of a finished video, and is its MAIN file the video?",
    answer: ({ assets }) =>
      list(
        assets.map(({ asset_state, files }) => {
          const main = files?.find(({ asset_file_category }) => asset_file_category === "MAIN");
          return `${asset_state}, ${main === undefined ? "no MAIN file" : `MAIN is ${main.file_type ?? "of unknown type"}`}`;
        }),
      ),
  },
  {
    id: "open",
    text: "Must the name of a video be unique?",
    answer: ({ page }) => {
      const names = (page.jobs ?? []).flatMap(({ output_asset_config }) => output_asset_config?.asset_name ?? []);
      return new Set(names).size < names.length ? "No, several tasks have the same name." : undefined;
    },
  },
  {
    id: "open",
    text: "Does one list request accept many job_ids?",
    answer: ({ lookup: { requested, returned } }) =>
      requested < 2 ? undefined : `${returned} of ${requested} tasks were returned for ${requested} IDs.`,
  },
];

function hasScript({ voice_config, shoot_scripts }: Show2DDigitalHumanVideoResponse): boolean {
  return voice_config !== undefined || shoot_scripts !== undefined;
}

/** Replaces digits, so that a time shows its format only. */
function formatOfTime(time: string | undefined): string | undefined {
  return time?.replace(/\d/g, "9");
}

/** Lists the distinct values. */
function list(values: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(values.filter((value) => value !== undefined && value !== ""))].sort();
  return distinct.length === 0 ? undefined : `${distinct.join("; ")}.`;
}
