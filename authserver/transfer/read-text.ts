import { isSecretMember } from '@oauth-lab/kit/admin/transfer-document.ts'
import { openSecrets } from '@oauth-lab/kit/admin/transfer-secrets.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readYaml } from '@oauth-lab/kit/yaml/read-yaml.ts'
import { readTransfer } from './read-transfer.ts'
import type { Reading, Transfer } from './read-transfer.ts'

/**
 * Reads the text of a file and uses what it says.
 * @throws ConfigurationError whose problems have their places in the text
 */
export async function readText<T>(
  text: string,
  passphrase: string | undefined,
  reading: Reading,
  use: (transfer: Transfer) => Promise<T>,
): Promise<T> {
  const { value, problems, locate } = readYaml(text)
  if (problems.length > 0) throw new ConfigurationError('The document is not valid.', problems)
  try {
    return await use(readTransfer(await openSecrets(value, passphrase), reading))
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const located = error.problems.map((problem) => locate(problem, isSecretMember))
    const subject = error.message.split('\n', 1)[0]!
    throw new ConfigurationError(subject, located, { cause: error })
  }
}
