import { isSecretMember } from '../admin/transfer-document.ts'
import { ConfigurationError } from '../problems.ts'
import { readYaml } from '../yaml/read-yaml.ts'
import { openSecrets } from './secrets.ts'

/**
 * Reads the text of a file and uses its document, with its secrets where they belong.
 * @throws ConfigurationError whose problems have their places in the text
 */
export async function readText<T>(
  text: string,
  passphrase: string | undefined,
  use: (document: unknown) => Promise<T>,
): Promise<T> {
  const { value, problems, locate } = readYaml(text)
  if (problems.length > 0) throw new ConfigurationError('The document is not valid.', problems)
  try {
    return await use(await openSecrets(value, passphrase))
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const located = error.problems.map((problem) => locate(problem, isSecretMember))
    const subject = error.message.split('\n', 1)[0]!
    throw new ConfigurationError(subject, located, { cause: error })
  }
}
