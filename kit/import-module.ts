import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fileProblem } from './file-problem.ts'
import { findSourceError } from './find-source-error.ts'
import { ConfigurationError } from './problems.ts'

/**
 * Imports a user's module afresh, so that a changed file counts, and returns its exports.
 * @param subject the heading of the error, for example `The hooks cannot be loaded:`
 * @throws ConfigurationError naming the file, with line, column and the line itself as far as Node knows them
 */
export async function importModule(
  file: string,
  subject: string,
): Promise<Record<string, unknown>> {
  const path = resolve(file)
  const refuse = (where: string, message: string, cause?: unknown) =>
    new ConfigurationError(subject, [{ path: where, message }], { cause })
  if (!existsSync(path)) throw refuse(path, 'there is no such file')
  try {
    const url = `${pathToFileURL(path).href}?loaded=${randomUUID()}`
    return (await import(url)) as Record<string, unknown>
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_UNSUPPORTED_DIR_IMPORT') throw refuse(path, fileProblem(error), error)
    const reason = error instanceof Error ? error.message : String(error)
    const words = reason.split('\n', 1)[0]!.replaceAll(/\?loaded=[\w-]+/g, '')
    const { place = path, lines = [] } = error instanceof Error ? findSourceError(error, path) : {}
    throw refuse(place, [words, ...lines].join('\n    '), error)
  }
}
