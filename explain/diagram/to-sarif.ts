import { clauseAddress } from '../catalogue/clause-address.ts'
import type { Report } from '../explain-recording.ts'
import type { Finding } from '../findings/finding.ts'
import { rules } from '../findings/rules.ts'

/**
 * The findings as SARIF 2.1.0, for code scanning.
 * @param fileOf the URI of the file that holds an entry, and the entry's place in it from 0
 */
export function toSarif(
  { findings }: Report,
  fileOf: (entry: number) => { uri: string; entry: number },
): object {
  const used = rules.filter(({ id }) => findings.some((finding) => finding.id === id))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'OAuth Lab explain',
            rules: used.map(({ id, says, remedy, clause, severity }) => {
              const helpUri = clauseAddress(clause)
              return {
                id,
                shortDescription: { text: says },
                help: { text: `${remedy} ${clause}` },
                ...(helpUri !== undefined && { helpUri }),
                defaultConfiguration: { level: severity },
              }
            }),
          },
        },
        results: findings.map((finding) => resultOf(finding, fileOf)),
      },
    ],
  }
}

function resultOf(
  { id, severity, says, remedy, clause, where }: Finding,
  fileOf: (entry: number) => { uri: string; entry: number },
): object {
  const { uri, entry } = fileOf(where.entry)
  return {
    ruleId: id,
    level: severity,
    message: { text: `${says} ${remedy} (${clause})` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri } },
        logicalLocations: [
          { fullyQualifiedName: `log.entries[${entry}]`, name: where.part, kind: 'element' },
        ],
      },
    ],
  }
}
