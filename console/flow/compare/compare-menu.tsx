import { Icon } from '../../parts/icon.tsx'
import { Menu } from '../../parts/menu.tsx'
import type { ReadFlow } from '../read-flows.ts'

/** So many of the newest flows are offered. */
const most = 12

/** Chooses the flow that is laid beside this one: those of the same kind first. */
export function CompareMenu({
  flow,
  flows,
  choose,
}: {
  flow: ReadFlow
  flows: readonly ReadFlow[]
  choose: (flow: string) => void
}) {
  const others = flows.filter(({ id }) => id !== flow.id).toReversed()
  const alike = others.filter(({ name }) => name === flow.name)
  const offered = [...alike, ...others.filter((one) => !alike.includes(one))].slice(0, most)
  return (
    <Menu
      className="button small opens"
      entries={offered.map(({ id, number, name }) => ({
        key: id,
        label: number === undefined ? name : `${number}. ${name}`,
        onAction: () => choose(id),
      }))}
    >
      <Icon name="differ" />
      Compare
    </Menu>
  )
}
