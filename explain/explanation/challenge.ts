/** A challenge of `WWW-Authenticate` (RFC 9110 §11.6.1). */
export interface Challenge {
  scheme: string
  parameters: Readonly<Record<string, string>>
}

/** Reads every challenge of a header. */
export function readChallenges(value: string): Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = []
  for (const [, scheme, name, quoted, plain] of value.matchAll(token)) {
    const current = found.at(-1)
    if (scheme !== undefined) found.push({ scheme, parameters: {} })
    else if (name !== undefined && current !== undefined) {
      current.parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? ''
    }
  }
  return found
}

const token =
  /(?:^|[\s,])([A-Za-z][\w-]*)(?=\s+[\w-]+\s*=|\s*$|\s*,\s*[A-Za-z][\w-]*\s)|([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g
