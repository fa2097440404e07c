import type { Sandbox } from '../sandbox.ts'
import type { Elsewhere, Tables } from '../store/tables.ts'
import type { AnyRow, Rows } from './part-definition.ts'
import { createRewrite } from './rewrite-addresses.ts'
import type { Address, PartReport } from './role-part.ts'

type Left = PartReport['left'][number]

/** Rows as they are good for a sandbox: with its addresses, and what could not be made so. */
export function moveRows(
  tables: Tables,
  rows: Rows,
  from: Address,
  sandbox: Sandbox,
): { rows: Rows; report: PartReport } {
  if (from.base === sandbox.base) return { rows, report: { rewritten: 0, left: [] } }
  const { rewrite, names } = createRewrite(from, sandbox)
  const { external } = sandbox.authorizationServer
  let rewritten = 0
  const left: Left[] = []
  const moved = Object.entries(rows).map(([name, all]) => {
    const { elsewhere } = tables[name]!
    const tell = (count: number, says: string) => {
      if (count > 0) left.push({ table: name, rows: count, says })
    }
    if (isLeftOut(elsewhere, external)) {
      tell(all.length, elsewhere.says)
      return [name, []] as const
    }
    const changes = all.map((row) => moveRow(row, rewrite))
    rewritten += changes.reduce((sum, { changed }) => sum + changed, 0)
    if (elsewhere !== undefined && elsewhere.leftOut === undefined) {
      const { of, says } = elsewhere
      tell(changes.filter(({ changed }) => of === undefined || changed === 0).length, says)
    }
    const result = changes.map(({ row }) => row)
    if (from.origin !== sandbox.origin) {
      const isNamed = (value: AnyRow[string]) => typeof value === 'string' && names(value)
      tell(result.filter((row) => Object.values(row).some(isNamed)).length, otherAddresses)
    }
    return [name, result] as const
  })
  return { rows: Object.fromEntries(moved), report: { rewritten, left } }
}

const otherAddresses = 'They name addresses of the former lab outside of this sandbox, which stay.'

function isLeftOut(
  elsewhere: Elsewhere | undefined,
  external: boolean,
): elsewhere is Elsewhere & { leftOut: string } {
  const { leftOut } = elsewhere ?? {}
  return leftOut === 'always' || (leftOut === 'at an external server' && external)
}

function moveRow(row: AnyRow, rewrite: (text: string) => string): { row: AnyRow; changed: number } {
  let changed = 0
  const moved = Object.entries(row).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value] as const
    const text = rewrite(value)
    if (text !== value) changed += 1
    return [name, text] as const
  })
  return { row: Object.fromEntries(moved), changed }
}
