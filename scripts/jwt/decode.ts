import { claims as known } from '@oauth-lab/explain/catalogue/claims.ts'
import type { Meanings } from '@oauth-lab/explain/catalogue/meaning.ts'
import { explainJwt } from '@oauth-lab/explain/paste/explain-jwt.ts'
import type { Jwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { style } from '../command-line/style.ts'
import { alignRows } from '../command-line/table.ts'
import { sayDate } from './say-date.ts'

/**
 * A JWT in words: which kind it is, header, claims, dates, and what `./lab explain` finds wrong with it.
 * @param now seconds
 */
export function decode(
  { text, header, claims }: Jwt & { text: string },
  now: number,
  { json }: { json: boolean },
): string {
  const { exchanges, findings } = explainJwt(text, now * 1000)!
  const { message, purpose, clause } = exchanges[0]!
  const kind = message!.name
  if (json) {
    const found = findings.map(({ id, severity, says, clause: broken, remedy }) => ({
      id,
      severity,
      says,
      clause: broken,
      remedy,
    }))
    return `${JSON.stringify({ kind, header, claims, findings: found }, null, 2)}\n`
  }
  const told = Object.entries(claims).flatMap(([name, value]) =>
    (known as Meanings)[name]?.kind === 'time' && typeof value === 'number'
      ? [[name, sayDate(value, now)]]
      : [],
  )
  const blocks = [
    [`${style.strong(kind)}  ${style.faint(clause!)}`, purpose],
    [style.strong('header'), JSON.stringify(header, null, 2)],
    [style.strong('claims'), JSON.stringify(claims, null, 2)],
    alignRows(told),
    ...findings.map(({ severity, id, clause: broken, says, remedy }) => [
      `${severity === 'error' ? style.bad(severity) : severity} ${id}  ${style.faint(broken)}`,
      `  ${says}`,
      `  ${remedy}`,
    ]),
    [style.faint('Its signature is not verified; ./lab jwt verify does that.')],
  ]
  const lines = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'))
  return `${lines.join('\n\n')}\n`
}
