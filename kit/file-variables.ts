import { readFileSync } from 'node:fs'
import type { Problem } from './problems.ts'

export interface FileVariables {
  env: Record<string, string | undefined>
  /** Files that can't be read, and variables that are given twice. */
  problems: Problem[]
}

/**
 * Replaces each variable `LAB_…_FILE` by `LAB_…` with the content of the file that it names. The
 * line break at its end is left out. Containers are given secrets in this way. What is empty is not
 * set.
 * @param names those that are read, each perhaps as a file; all unless told
 */
export function readFileVariables(
  given: Record<string, string | undefined>,
  names = Object.keys(given),
): FileVariables {
  const env: Record<string, string | undefined> = {}
  const problems: Problem[] = []
  const read = new Set(names.flatMap((name) => [name, `${name}_FILE`]))
  for (const [name, value] of Object.entries(given)) {
    if (!read.has(name)) continue
    // Compose hands on what nobody set as an empty text.
    if (!name.startsWith('LAB_')) env[name] = value
    else if (!name.endsWith('_FILE')) env[name] ??= value || undefined
    else if (value) {
      const target = name.slice(0, -'_FILE'.length)
      const text = readText(value, (message) => problems.push({ path: name, message }))
      if (text && given[target]) {
        problems.push({ path: name, message: `is set together with ${target}; choose one` })
      }
      if (text) env[target] = text
    }
  }
  return { env, problems }
}

function readText(path: string, refuse: (message: string) => void): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    refuse(code === 'EACCES' ? `${path} is not readable by uid ${process.getuid?.()}` : message)
    return undefined
  }
}
