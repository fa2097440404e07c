/** What a person keeps of a flow, in this browser alone. */
export interface Kept {
  name?: string
  isPinned?: true
}
export type KeptFlows = Readonly<Record<string, Kept>>

/** Reads what was kept; text that is nothing of ours is as if nothing was. */
export function readKept(text: string | null): KeptFlows {
  try {
    const kept: unknown = JSON.parse(text ?? '{}')
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {}
    return Object.fromEntries(Object.entries(kept).flatMap(([id, one]) => entryOf(id, one)))
  } catch {
    return {}
  }
}

function entryOf(id: string, one: unknown): [string, Kept][] {
  if (typeof one !== 'object' || one === null) return []
  const { name, isPinned } = one as Record<string, unknown>
  const kept: Kept = {
    ...(typeof name === 'string' && name !== '' && { name }),
    ...(isPinned === true && { isPinned }),
  }
  return Object.keys(kept).length === 0 ? [] : [[id, kept]]
}

/** The same with one flow kept otherwise; one of which nothing is kept is left out. */
export function keep(all: KeptFlows, id: string, kept: Kept): KeptFlows {
  return readKept(JSON.stringify({ ...all, [id]: kept }))
}

/** Pinned ones first, each part in the order that it had. */
export function pinnedFirst<Flow extends { id: string }>(
  flows: readonly Flow[],
  kept: KeptFlows,
): Flow[] {
  const isPinned = ({ id }: Flow) => kept[id]?.isPinned === true
  return [...flows.filter(isPinned), ...flows.filter((flow) => !isPinned(flow))]
}
