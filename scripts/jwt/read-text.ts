import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'
import { CommandFailure } from '../command-line/command.ts'

/** The text of a file, or with `-` what comes in. @throws CommandFailure for a file that can't be read */
export function readText(file: string): Promise<string> {
  if (file === '-') return readAll(process.stdin)
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`${file}: ${fileProblem(error)}`, { cause: error })
  })
}

/** The JSON object of a text; undefined for other text. */
export function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
