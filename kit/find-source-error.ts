import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where in a source an error is. */
export interface SourceError {
  /** Path, line and column, both from 1 on: `/home/me/hooks.ts:3:10`. */
  place?: string
  /** The line itself, and a mark below what is wrong in it. */
  lines?: string[]
}

/**
 * Finds out where a module that could not be imported is wrong. Of a syntax error in JavaScript Node tells
 * only a program that it starts itself.
 * @param path of the module
 */
export function findSourceError(error: Error, path: string): SourceError {
  const told = readMarked(error.stack ?? '')
  if (told.place !== undefined) return told
  if (error instanceof SyntaxError) return checkSyntax(path)
  return readFrame(error.stack ?? '', path)
}

/** What Node writes before a syntax error: path and line, then the source with a mark below it. */
function readMarked(text: string): SourceError {
  const [first = '', ...rest] = text.split('\n')
  const [, file, line] = /^(\S.*?)(?:\?loaded=[\w-]+)?:(\d+)$/.exec(first) ?? []
  const mark = rest.findIndex((one) => /^\s*\^+\s*$/.test(one))
  if (file === undefined || mark < 1) return {}
  const source = rest[mark - 1]!
  const column = rest[mark]!.indexOf('^') + 1
  return { place: `${pathOf(file)}:${line}:${column}`, lines: [source, rest[mark]!.trimEnd()] }
}

function checkSyntax(path: string): SourceError {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' })
  return readMarked(stderr ?? '')
}

/** The first place of a stack that is in the module. */
function readFrame(stack: string, path: string): SourceError {
  for (const [, file, line, column] of stack.matchAll(
    /\(?((?:file:|\/|[A-Z]:)[^()\n]*?)(?:\?loaded=[\w-]+)?:(\d+):(\d+)\)?$/gm,
  )) {
    if (pathOf(file!) !== path) continue
    const source = readFileSync(path, 'utf8').split('\n')[Number(line) - 1] ?? ''
    return {
      place: `${path}:${line}:${column}`,
      lines: [source, `${' '.repeat(Number(column) - 1)}^`],
    }
  }
  return {}
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}
