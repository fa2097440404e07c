import { useSearchParams } from 'react-router'
import { Chip } from '../parts/chip.tsx'
import { FilterChips } from '../parts/filter-chips.tsx'
import type { FlowMessage } from './messages.ts'

const roles = [
  ['browser', 'Browser'],
  ['client', 'Client'],
  ['authserver', 'Authorization server'],
  ['resserver', 'Resource server'],
] as const

/** Shows the messages of one role, or what failed. */
export function Filters() {
  return (
    <FilterChips>
      <Chip name="failed" value="true">
        Failed
      </Chip>
      {roles.map(([role, name]) => (
        <Chip key={role} name="role" value={role}>
          {name}
        </Chip>
      ))}
    </FilterChips>
  )
}

/** Whether a message is one of those that the address asks for. */
export function useFilter(): (message: FlowMessage) => boolean {
  const [params] = useSearchParams()
  const [role, failed] = [params.get('role'), params.get('failed')]
  return ({ from, to, checks, exchange }) => {
    const hasFailed = checks.some(({ outcome }) => outcome === 'failed') || exchange.status >= 400
    const isOfRole = role === null || from === role || to === role
    return isOfRole && (failed === null || hasFailed)
  }
}
