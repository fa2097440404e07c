/** A request as a command for a POSIX shell, in the folder of the lab. */
export function curlOf({
  method,
  url,
  headers,
  body,
}: {
  method: string
  url: string
  /** As the shell takes them: quoted, or with a variable in double quotes. */
  headers: readonly string[]
  body?: string | undefined
}): string {
  const lines = [
    `curl --cacert .lab/certs/root.crt -X ${method} ${quoted(url)}`,
    ...headers.map((header) => `-H ${header}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
  ]
  return lines.join(' \\\n  ')
}

/** A text that a POSIX shell takes as it is. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
