import { readFileSync } from 'node:fs'
import { isSecretMember } from '@oauth-lab/kit/admin/transfer-document.ts'
import { openSecrets } from '@oauth-lab/kit/transfer/secrets.ts'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { ConfigurationError, describeProblem } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { readYaml } from '@oauth-lab/kit/yaml/read-yaml.ts'
import type { LocatedProblem } from '@oauth-lab/kit/yaml/read-yaml.ts'

/** The file of `--config`. */
export interface ConfigurationFile {
  document: unknown
  /** Gives problems of the document their places in the file: `config.yaml:3:5`. */
  locate(problems: readonly Problem[]): Problem[]
  /** The same with its encrypted secrets where they belong. @throws ConfigurationError */
  open(passphrase: string | undefined): Promise<ConfigurationFile>
}

/**
 * Reads the file of `--config`, YAML or JSON; the authorization server judges what it says.
 * @throws ConfigurationError when there is no such file, or it is neither
 */
export function readConfiguration(path: string): ConfigurationFile {
  const refuse = (problems: Problem[]) =>
    new ConfigurationError('The configuration cannot be used.', problems)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw refuse([{ path, message: fileProblem(error) }])
  }
  const { value: document, problems, locate } = readYaml(text)
  if (problems.length > 0) {
    throw refuse(problems.map((one) => ({ path: placeOf(path, one), message: one.message })))
  }
  const file: ConfigurationFile = {
    document,
    locate: (found) =>
      found.map((problem) => {
        const { line, column, ...located } = locate(problem, isSecretMember)
        return { path: placeOf(path, { line, column }), message: describeProblem(located) }
      }),
    async open(passphrase) {
      try {
        return { ...file, document: await openSecrets(document, passphrase) }
      } catch (error) {
        if (error instanceof ConfigurationError) throw refuse(file.locate(error.problems))
        throw error
      }
    },
  }
  return file
}

function placeOf(path: string, { line, column }: Pick<LocatedProblem, 'line' | 'column'>): string {
  return `${path}:${line}:${column}`
}
