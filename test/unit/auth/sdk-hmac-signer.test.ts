import { describe, expect, test } from "vitest";
import {
  canonicalRequest,
  createHashes,
  importSigningKey,
  type SignableRequest,
  sdkDate,
  sign,
} from "../../../src/auth/sdk-hmac-signer.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const vpcs =
  "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0";
const docsHeaders = { "content-type": "application/json", host: "service.region.example.com", "x-sdk-date": "20191115T033655Z" };

/** Published test vectors: name, request, access key, secret key and signature. */
const vectors: [string, SignableRequest, string, string, string][] = [
  [
    "documentation",
    { method: "GET", url: new URL(vpcs), headers: docsHeaders },
    "QTWAOYTTINDUT2QVKYUC",
    "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
    "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe",
  ],
  [
    "documentation since 2025-03, with a masked key",
    { method: "GET", url: new URL(vpcs), headers: docsHeaders },
    "QTWAOYTTINDUT2QVKYUC",
    "MFyf***VmHc",
    "f12f84a5ecf9eff3206499c4a55b13d1adad745dc8624a2e31f15c6b381d5b80",
  ],
  [
    "Python, GET",
    {
      method: "GET",
      url: new URL("https://service.endpoint.myhuaweicloud.com/resources?size=1"),
      headers: { Host: "service.endpoint.myhuaweicloud.com", "X-Sdk-Date": "20200608T023900Z" },
    },
    "AccessKey",
    "SecretKey",
    "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842",
  ],
  [
    "Python, POST",
    {
      method: "POST",
      url: new URL("https://service.endpoint.myhuaweicloud.com/resources?size=1"),
      headers: { Host: "service.endpoint.myhuaweicloud.com", "X-Sdk-Date": "20200608T023900Z" },
      body: bytes('{"name":"test","id":1}'),
    },
    "AccessKey",
    "SecretKey",
    "436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f",
  ],
  [
    "Go, GET",
    { method: "GET", url: new URL("https://example.com/path?limit=1"), headers: { "x-sdk-date": "20060102T150405Z" } },
    "AccessKey",
    "SecretKey",
    "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
  ],
  [
    "Go, POST, with a trailing newline in the body",
    {
      method: "POST",
      url: new URL("https://example.com/path?key=value"),
      headers: { "x-sdk-date": "20060102T150405Z" },
      body: bytes('{"Name":"test","Id":1}\n'),
    },
    "AccessKey",
    "SecretKey",
    "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59",
  ],
  [
    "Java, GET",
    { method: "GET", url: new URL(vpcs), headers: { host: "service.region.example.com", "x-sdk-date": "20191115T033655Z" } },
    "AccessKey",
    "SecretKey",
    "fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d",
  ],
  [
    "Java, POST",
    {
      method: "POST",
      url: new URL("https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123"),
      headers: { host: "service.region.example.com", "x-sdk-date": "20191115T033655Z" },
      body: bytes('{"key":"value"}'),
    },
    "AccessKey",
    "SecretKey",
    "b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771",
  ],
  [
    "Java, empty path",
    { method: "GET", url: new URL("https://example.com"), headers: { host: "example.com", "x-sdk-date": "20191115T033655Z" } },
    "AccessKey",
    "SecretKey",
    "919ad8b75d4ad49da0d377e63ee21c4a7a54b752f6bf2878b4adbe9c19927da6",
  ],
  [
    "this service, with a signed project ID",
    {
      method: "GET",
      url: new URL(
        "https://metastudio.ap-southeast-3.myhuaweicloud.com/v1/0d697589d98091f12f92c0073501cd79/2d-digital-human-videos/26f06524-4f75-4b3a-a853-b649a21aaf66?show_script=true",
      ),
      headers: {
        host: "metastudio.ap-southeast-3.myhuaweicloud.com",
        "x-project-id": "0d697589d98091f12f92c0073501cd79",
        "x-sdk-date": "20191115T033655Z",
      },
    },
    "QTWAOYTTINDUT2QVKYUC",
    "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
    "be33a7b2f0c1158aff962674a3d6cf52edc65c07724956e14c803240061c54a1",
  ],
];

describe.each([
  ["Node", createHashes()],
  ["Web Crypto", createHashes(null)],
])("signature with the hashes of %s", (_runtime, hashes) => {
  test.each(vectors)("%s", async (_name, request, accessKey, secretKey, signature) => {
    const names = Object.keys(request.headers)
      .map((name) => name.toLowerCase())
      .sort()
      .join(";");
    const key = importSigningKey(accessKey, secretKey, hashes);
    expect(await sign(request, key, hashes)).toBe(`SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`);
  });
});

describe("canonical request", () => {
  test.each([
    ["names and values", "https://h/?test=%E4%B8%80+(%26%3D%3F!%23%25.*)&multi=2&limit=1&multi=1&enable=true&multi=3"],
    ["lower-case escapes", "https://h/?test=%e4%b8%80%20%28%26%3D%3F%21%23%25.%2A%29&multi=2&limit=1&multi=1&enable=true&multi=3"],
  ])("canonicalizes the query: %s", async (_name, url) => {
    const text = await canonicalRequest({ method: "GET", url: new URL(url), headers: { "x-sdk-date": "x" } });
    expect(text.split("\n")[2]).toBe("enable=true&limit=1&multi=1&multi=2&multi=3&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29");
  });

  test("keeps a value without =, an empty value and an invalid percent sign", async () => {
    const text = await canonicalRequest({ method: "GET", url: new URL("https://h/a%zz/%2F'?b&a=&c=%"), headers: { "x-sdk-date": "x" } });
    expect(text.split("\n").slice(1, 3)).toEqual(["/a%25zz/%2F%27/", "a=&b=&c=%25"]);
  });

  test("formats the date without dashes and fractions", () => {
    expect(sdkDate(Date.UTC(2019, 10, 15, 3, 36, 55, 999))).toBe("20191115T033655Z");
  });
});
