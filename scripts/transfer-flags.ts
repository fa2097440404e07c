import { transferParts } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { TransferPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import { hintOfNearest } from '@oauth-lab/kit/nearest.ts'
import type { Flag } from './command-line/command.ts'

/** Of `./lab export` and `./lab import`. */
export const only = {
  value: 'PARTS',
  description: `some of ${transferParts.join(', ')}, commas between; all of them unless told`,
  read: readParts,
} satisfies Flag

function readParts(text: string): TransferPart[] {
  return text.split(',').map((name) => {
    const part = transferParts.find((one) => one === name)
    if (part !== undefined) return part
    const hint = hintOfNearest(name, transferParts)
    throw new Error(`is some of ${transferParts.join(', ')}, not ${name}${hint}`)
  })
}
