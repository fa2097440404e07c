import { isSecretMember } from '@oauth-lab/kit/admin/transfer-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readYaml } from '@oauth-lab/kit/yaml/read-yaml.ts'
import type { Convert, Converted } from './converted.ts'

/** Reads a file of another server. @throws ConfigurationError whose problems have their lines */
export function readForeignFile(
  text: string,
  realm: string | undefined,
  convert: Convert,
): Converted {
  const { value, problems, locate } = readYaml(text)
  if (problems.length > 0) throw new ConfigurationError('The file cannot be read.', problems)
  try {
    return convert(value, realm)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const located = error.problems.map((problem) => locate(problem, isSecretMember))
    throw new ConfigurationError(error.message.split('\n', 1)[0]!, located, { cause: error })
  }
}
