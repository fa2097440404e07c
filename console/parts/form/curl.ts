/**
 * A call of an API as a command for a POSIX shell, in the folder of the lab. The administrator's token is in
 * `$TOKEN`.
 */
export function curlOf({
  method,
  url,
  body,
  etag,
  type = 'application/json',
}: {
  method: string
  url: string
  body?: unknown
  etag?: string | undefined
  type?: string
}): string {
  const lines = [
    `curl --cacert .lab/certs/root.crt -X ${method} ${quote(url)}`,
    `-H "Authorization: Bearer $TOKEN"`,
  ]
  if (etag !== undefined) lines.push(`-H ${quote(`If-Match: ${etag}`)}`)
  if (body !== undefined) {
    lines.push(`-H ${quote(`Content-Type: ${type}`)}`, `-d ${quote(JSON.stringify(body, null, 2))}`)
  }
  return lines.join(' \\\n  ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
