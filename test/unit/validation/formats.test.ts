import { describe, expect, test } from "vitest";
import { hasFormat } from "../../../src/validation/formats.js";

describe("formats", () => {
  const rows: readonly (readonly [format: string, valid: readonly string[], invalid: readonly string[]])[] = [
    [
      "date",
      ["2024-02-29", "2000-02-29", "2023-12-31", "2023-04-30"],
      ["2023-02-29", "2100-02-29", "2023-04-31", "2023-00-10", "2023-13-10", "2023-01-32", "2023-1-01", "x2023-01-01", "2023-01-01x"],
    ],
    [
      "date-time",
      [
        "2024-01-01T00:00:00Z",
        "2024-01-01t23:59:59.123z",
        "2024-12-31T23:59:60Z",
        "2024-12-31T15:59:60-08:00",
        "2025-01-01T07:59:60+08:00",
        "2025-01-01T05:29:60+05:30",
        "2024-12-31T14:29:60-09:30",
        "2024-01-01T00:00:00+23:59",
      ],
      [
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:61Z",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00+00:60",
        "2024-12-31T23:58:60Z",
        "2024-12-31T15:59:60+08:00",
        "2024-02-30T00:00:00Z",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00",
      ],
    ],
    [
      "uuid",
      ["2eb8aa08-aa98-11ea-b4aa-73b441d16380"],
      [
        "2eb8aa08-aa98-11ea-b4aa73b441d16380",
        "2eb8aa08aa9811eab4aa73b441d16380",
        "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
        " 2eb8aa08-aa98-11ea-b4aa-73b441d16380",
      ],
    ],
    [
      "uri",
      ["a:", "https://u:p@example.com:80/a?b#c", "http://[::1]/", "http://[v1.a]/", "urn:a:b", "a:%41"],
      [
        "",
        "a",
        "//a",
        "1a:b",
        "http://[::1",
        "http://a]b/",
        "http://u[@b/",
        "http://a:b/",
        "http://[zz]/",
        "a:b c",
        "a:%4",
        "a:%zz",
        "a:b#c#d",
        "a:b[c]",
        "a:b?[",
        "a:b#[",
        "a:ü",
      ],
    ],
    ["byte", ["", "YQ=="], ["Y", "YQ=a"]],
    ["unknown", ["anything"], []],
    ["constructor", ["anything"], []],
  ];
  test.each(rows)("%s", (format, valid, invalid) => {
    expect(valid.filter((text) => !hasFormat(format, text))).toEqual([]);
    expect(invalid.filter((text) => hasFormat(format, text))).toEqual([]);
  });
});
