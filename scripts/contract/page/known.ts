/** A difference between the page and the contract that is intended, and the entry of docs/discrepancies.md that explains it. */
export interface KnownDifference {
  readonly id: string;
  readonly table: string;
  readonly row: string;
  readonly fact: string;
  /** The value of each side when the entry was written, as the comparison prints it. Another value is a new difference. */
  readonly page: string;
  readonly contract: string;
}

const prose = (table: string, row: string, contract: string): KnownDifference => ({
  id: "P-26",
  table,
  row,
  fact: "default",
  page: "none",
  contract,
});

export const knownDifferences: readonly KnownDifference[] = [
  { id: "G-3", table: "VideoConfig", row: "frame_rate", fact: "type", page: "String", contract: "String or Integer" },
  {
    id: "G-4",
    table: "Response body parameters 200",
    row: "error_info",
    fact: "type",
    page: "ErrorResponse object",
    contract: "ErrorResponse object or null",
  },
  { id: "P-28", table: "Response body parameters 200", row: "shoot_scripts", fact: "maxItems", page: "none", contract: "1000" },
  { id: "P-28", table: "ShootScript", row: "layer_config", fact: "maxItems", page: "none", contract: "1000" },
  prose("LayerRotationConfig", "angle", "0"),
  prose("VideoLayerConfig", "video_sound", "0"),
  prose("VideoLayerConfig", "is_play_the_entire_video", "false"),
];
