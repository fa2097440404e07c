import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'

const signs = { created: '+', changed: '~', deleted: '-' } as const

/** What an import changed, or would change, a line a change. */
export function describeImport(
  { dryRun, changes, unchanged, notes }: Imported,
  file: string,
): string {
  const lines = changes.map(({ part, name, change, members }) => {
    const which = members.length === 0 ? '' : `: ${members.join(', ')}`
    return `${signs[change]} ${part} ${name}${which}`
  })
  const noted = notes.map(({ part, name, message }) => `! ${part} ${name}: ${message}`)
  const count = `${changes.length} changed, ${unchanged} unchanged`
  const summary = dryRun ? `${file} would change: ${count}` : `imported ${file}: ${count}`
  return `${[...lines, ...noted, summary].join('\n')}\n`
}
