import { readFileSync, statSync } from 'node:fs'
import { fileProblem } from './file-problem.ts'
import type { Problem } from './problems.ts'

export interface FileVariables {
  env: Record<string, string | undefined>
  /** Files that can't be read, and variables that are given twice. */
  problems: Problem[]
}

/**
 * Replaces each variable `LAB_…_FILE` by `LAB_…` with the content of the file that it names. A byte
 * order mark and the line break at its end are left out. Containers are given secrets in this way. What
 * is empty is not set, but a file that holds nothing is a problem.
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

/** A secret's file as text: editors write a byte order mark and a last line break that nobody meant. */
export function readSecretText(path: string): string {
  return readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
}

function readText(path: string, refuse: (message: string) => void): string | undefined {
  try {
    const text = readSecretText(path)
    if (text.includes('\0')) refuse(`${path} is not UTF-8; save it as UTF-8`)
    // Compose mounts /dev/null where nobody names a file.
    else if (text === '' && statSync(path).isFile()) refuse(`${path} is empty`)
    return text
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const whose = code === 'EACCES' ? ` (uid ${process.getuid?.()})` : ''
    refuse(`${path}: ${fileProblem(error)}${whose}`)
    return undefined
  }
}
