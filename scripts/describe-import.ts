import type { Converted } from './foreign/converted.ts'
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

/** What of another server's file was not taken over, and what became of its mappers. */
export function describeLeft(
  { left, mappers }: Converted,
  { written, loaded }: { written: string | undefined; loaded: boolean },
): string {
  const lines = left.map(({ path, message }) => `  ${path}: ${message}`)
  if (mappers.length > 0 && written === undefined && !loaded) {
    lines.push(
      `  ${mappers.length} claims of mappers: --hooks FILE writes a module that adds them, --load-hooks puts it in force`,
    )
  }
  return [
    ...(lines.length === 0 ? [] : ['not taken over:', ...lines]),
    ...(written === undefined ? [] : [`wrote ${written}: load it by ./lab up --hooks ${written}`]),
    ...(loaded ? [`the sandbox's hooks add ${mappers.length} claims of mappers`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
