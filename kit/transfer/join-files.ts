import type { ExportedPart } from '../admin/transfer-document.ts'
import type { Sandbox } from '../sandbox.ts'
import { readYaml } from '../yaml/read-yaml.ts'
import { writeFile } from './write-file.ts'

/** One file of those that the roles exported; a passphrase encrypts the secrets of all as one text. */
export async function joinFiles(
  sandbox: Pick<Sandbox, 'base'>,
  parts: readonly ExportedPart[],
  passphrase: string | undefined,
): Promise<string> {
  const members = Object.assign(
    {},
    ...parts.map(({ document }) => readYaml(document).value),
  ) as object
  const secrets = Object.assign({}, ...parts.map((part) => part.secrets)) as object
  return writeFile(sandbox, members, passphrase === undefined ? undefined : { secrets, passphrase })
}
