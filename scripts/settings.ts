import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { projectPath } from './lab-file.ts'

export type Settings = Record<string, string | undefined>

/** The environment, and below it what the project's `.env` says; its paths begin at the project. */
export function readSettings(environment: Settings = process.env): Settings {
  return { ...readEnvFile(join(projectPath, '.env')), ...environment }
}

function readEnvFile(path: string): Settings {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return {}
  }
  return Object.fromEntries(
    Object.entries(parseEnv(text)).map(([name, value]) => [
      name,
      name.endsWith('_FILE') && value ? resolve(projectPath, value) : value,
    ]),
  )
}
