import type { Problem } from '@oauth-lab/kit/problems.ts'

export interface EnvFile {
  values: Record<string, string>
  /** What Compose can't read, or reads as something else than it looks like; each with its line. */
  problems: Problem[]
}

/**
 * Reads a `.env` as Compose does: a byte order mark is skipped, a comment begins after a space, quotes
 * may hold line breaks, and only single quotes keep a `$`.
 * @param path as problems name it
 * @param matters whether anything reads a variable; of others `$` is left alone
 */
export function parseEnvFile(
  text: string,
  path: string,
  matters: (name: string) => boolean,
): EnvFile {
  const file: EnvFile = { values: {}, problems: [] }
  if (text.includes('\0')) {
    file.problems.push({ path, message: 'is not UTF-8; save it as UTF-8' })
    return file
  }
  for (const { line, number } of statementsOf(text.replace(/^\uFEFF/, ''))) {
    const refuse = (message: string) => file.problems.push({ path: `${path}:${number}`, message })
    const [, name, written] =
      /^(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:[=:][ \t]*([^]*))?$/.exec(line) ?? []
    if (name === undefined) {
      refuse(`is no NAME=value: ${line.split(/[=:]/, 1)[0]!.trim()}`)
      continue
    }
    // A name alone is taken from the environment.
    if (written === undefined) continue
    const value = readValue(written)
    if (typeof value === 'string') refuse(`${name}: ${value}`)
    else if (value.replaced && matters(name)) {
      refuse(`${name}: Compose replaces what follows a $; write the value in single quotes`)
    } else file.values[name] = value.text
  }
  return file
}

/** A value, with whether Compose would replace a part of it; or why it can't be read. */
function readValue(written: string): { text: string; replaced: boolean } | string {
  const [, literal, afterLiteral] = /^'((?:\\'|[^'])*)'([^]*)$/.exec(written) ?? []
  const [, quoted, afterQuoted] = /^"((?:\\[^]|[^"\\])*)"([^]*)$/.exec(written) ?? []
  if (/^['"]/.test(written) && (literal ?? quoted) === undefined) return 'its quotes stay open'
  if (/^\s*[^\s#]/.test(afterLiteral ?? afterQuoted ?? '')) {
    return 'something stands beside the quotes'
  }
  if (literal !== undefined) return { text: literal.replaceAll("\\'", "'"), replaced: false }
  const text = quoted === undefined ? withoutComment(written) : unescape(quoted)
  const replaced = text.replaceAll('$$', '').includes('$')
  return { text: text.replaceAll('$$', '$'), replaced }
}

interface Statement {
  line: string
  /** Of its first line, from 1 on. */
  number: number
}

/** Assignments; one whose quotes stay open goes on in the next line. */
function statementsOf(text: string): Statement[] {
  const statements: Statement[] = []
  let open: Statement | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (open === undefined && /^\s*(?:#|$)/.test(raw)) continue
    open =
      open === undefined
        ? { line: raw.trim(), number: index + 1 }
        : { ...open, line: `${open.line}\n${raw}` }
    if (isOpen(open.line)) continue
    statements.push(open)
    open = undefined
  }
  return open === undefined ? statements : [...statements, open]
}

function isOpen(line: string): boolean {
  return /^[^=:'"]*[=:][ \t]*(?:'(?:\\'|[^'])*|"(?:\\[^]|[^"\\])*)$/.test(line)
}

function withoutComment(text: string): string {
  return text.replace(/(?:^|\s)#.*$/, '').trim()
}

function unescape(text: string): string {
  const known: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' }
  return text.replaceAll(/\\([^])/g, (whole, letter: string) => known[letter] ?? whole)
}
