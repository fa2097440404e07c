import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importModule } from '../import-module.ts'
import { ConfigurationError } from '../problems.ts'
import type { Problem } from '../problems.ts'

/** What a module is called in messages. */
const name = 'hooks.mts'

/**
 * Imports a module by its text, JavaScript or TypeScript, and judges its exports.
 * @param read throws ConfigurationError for exports that can't be used
 * @throws ConfigurationError with line and column of what is wrong
 */
export async function loadText<Hooks>(
  text: string,
  read: (path: string, module: Record<string, unknown>) => Hooks,
): Promise<Hooks> {
  // Node tells the line of a syntax error of files alone.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'oauth-lab-hooks-'))
  const path = join(folder, name)
  try {
    writeFileSync(path, text, { mode: 0o600 })
    return read(path, await importModule(path, 'The module was not loaded.'))
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const problems = error.problems.map((problem) => inText(problem, path))
    throw new ConfigurationError('The module was not loaded.', problems, { cause: error })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A problem of a file as one of the text that was sent. */
function inText({ path: place, message }: Problem, path: string): Problem {
  const rest = place.startsWith(path) ? place.slice(path.length) : ''
  const [, line, column] = /^:(\d+):(\d+)$/.exec(rest) ?? []
  return {
    path: /^: (?<name>.+)$/.exec(rest)?.groups?.['name'] ?? 'text',
    message: message.replaceAll(path, name),
    ...(line !== undefined && { line: Number(line), column: Number(column) }),
  }
}
