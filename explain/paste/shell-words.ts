/** Words of a command as a POSIX shell splits them: quotes, `$'…'`, backslashes, broken lines. */
export function shellWords(command: string): string[] {
  const words: string[] = []
  let word: string | undefined
  const text = command.replaceAll(/\\\r?\n/g, ' ')
  for (const [whole, dollar, single, double, escaped, plain] of text.matchAll(token)) {
    if (/^\s/.test(whole)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word =
        (word ?? '') +
        (dollar === undefined
          ? (single ?? double?.replaceAll(/\\([$`"\\])/g, '$1') ?? escaped ?? plain ?? '')
          : ansi(dollar))
    }
  }
  if (word !== undefined) words.push(word)
  return words
}

const token = /\s+|\$'((?:[^'\\]|\\[^])*)'|'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^\s'"\\]+)/g

/** `$'…'` as Chromium copies it for bash. */
function ansi(text: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t' }
  return text.replaceAll(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([^]))/gi, (_, unicode, hex, one) => {
    const code = (unicode ?? hex) as string | undefined
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16))
    return named[one as string] ?? (one as string)
  })
}
