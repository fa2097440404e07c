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

/** What of another server's file was not taken over. */
export function describeLeft({ left, mappers }: Converted, hooks: string | undefined): string {
  const lines = left.map(({ path, message }) => `  ${path}: ${message}`)
  const ofMappers =
    hooks === undefined
      ? `  ${mappers.length} claims of mappers: --hooks FILE writes a module that adds them`
      : undefined
  if (mappers.length > 0 && ofMappers !== undefined) lines.push(ofMappers)
  const written =
    hooks === undefined ? [] : [`wrote ${hooks}: load it by ./lab up --hooks ${hooks}`]
  const head = lines.length === 0 ? [] : ['not taken over:', ...lines]
  return [...head, ...written].map((line) => `${line}\n`).join('')
}
