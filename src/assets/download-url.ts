const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The link as an address that a file may be fetched from, or in words why it may not: https, or http on this machine when
 * the service itself is there (the sandbox).
 */
export function fileUrl(link: string, serviceUrl: string, base?: URL): URL | string {
  let url: URL;
  try {
    url = new URL(link, base);
  } catch {
    return "is not an absolute URL";
  }
  if (url.username !== "" || url.password !== "") return `carries a user name or a password for ${url.host}`;
  if (url.protocol === "https:" || (url.protocol === "http:" && loopback.test(url.hostname) && loopback.test(new URL(serviceUrl).hostname)))
    return url;
  return `leads to ${url.protocol}//${url.host}, and only https is fetched from`;
}
