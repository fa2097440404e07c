import { readFileSync } from 'node:fs'
import type { Problem } from './problems.ts'

export interface FileVariables {
  env: Record<string, string | undefined>
  /** Files that can't be read, and variables that are given twice. */
  problems: Problem[]
}

/**
 * Replaces each variable `LAB_…_FILE` by `LAB_…` with the content of the file that it names, without
 * the line break at its end: how secrets are given to containers. What is empty is not set.
 */
export function readFileVariables(given: Record<string, string | undefined>): FileVariables {
  const env: Record<string, string | undefined> = {}
  const problems: Problem[] = []
  for (const [name, value] of Object.entries(given)) {
    // Compose hands on what nobody set as an empty text.
    if (!name.startsWith('LAB_')) env[name] = value
    else if (!name.endsWith('_FILE')) env[name] ??= value || undefined
    else if (value) {
      const target = name.slice(0, -'_FILE'.length)
      const text = read(value, (message) => problems.push({ path: name, message }))
      if (text && given[target]) {
        problems.push({ path: name, message: `is set together with ${target}; choose one` })
      }
      if (text) env[target] = text
    }
  }
  return { env, problems }
}

function read(path: string, refuse: (message: string) => void): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    refuse((error as Error).message)
    return undefined
  }
}
