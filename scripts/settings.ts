import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { parseEnvFile } from './env-file.ts'
import { projectPath } from './lab-file.ts'

export type Settings = Record<string, string | undefined>

/**
 * The environment, and below it what the project's `.env` says; its paths begin at the project.
 * @throws ConfigurationError naming each line that can't be read as Compose reads it, or the file that can't be
 */
export function readSettings(
  environment: Settings = process.env,
  path = join(projectPath, '.env'),
): Settings {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return environment
    const problem = { path, message: fileProblem(error) }
    throw new ConfigurationError('.env cannot be used:', [problem])
  }
  const matters = (name: string) =>
    /^(?:LAB|COMPOSE)_/.test(name) && environment[name] === undefined
  const { values, problems } = parseEnvFile(text, '.env', matters)
  if (problems.length > 0) throw new ConfigurationError('.env cannot be used:', problems)
  const settings = Object.entries(values).map(([name, value]) => [
    name,
    name.endsWith('_FILE') && value ? resolve(projectPath, value) : value,
  ])
  return { ...(Object.fromEntries(settings) as Settings), ...environment }
}
