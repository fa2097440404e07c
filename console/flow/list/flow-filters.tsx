import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { Chip } from '../../parts/chip.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { useListAddress } from '../../parts/list-address.ts'
import { Search } from '../../parts/search.tsx'
import type { ReadFlow } from '../read-flows.ts'
import { usersOfFlow } from './flow-facts.ts'

/** Narrows the list of flows: by text, kind, client, user, and to what failed. All of it is in the address. */
export function FlowFilters({
  flows,
  nameOf,
}: {
  flows: readonly ReadFlow[]
  /** What people call a client. */
  nameOf: (client: string) => string
}) {
  const clients = unique(flows.map(({ client }) => client))
  return (
    <div className="filters" role="search">
      <Search label="Search flows" hint="Name, client or user" />
      <FilterChips
        more={
          <>
            <Choice
              name="kind"
              says="Kind of flow"
              words="Any kind"
              options={unique(flows.map(({ name }) => name))}
            />
            <Choice
              name="client"
              says="Client"
              words="Any client"
              options={clients}
              nameOf={nameOf}
            />
            <Choice
              name="user"
              says="User"
              words="Any user"
              options={unique(flows.flatMap(usersOfFlow))}
            />
          </>
        }
      >
        <Chip name="failed" value="true">
          Failed
        </Chip>
      </FilterChips>
    </div>
  )
}

function Choice({
  name,
  says,
  words,
  options,
  nameOf = (one) => one,
}: {
  name: string
  /** Its label. */
  says: string
  words: string
  options: readonly string[]
  nameOf?: (option: string) => string
}) {
  const id = useId()
  const { filters, filter } = useListAddress()
  const chosen = filters[name] ?? ''
  // What the address asks for stays chosen, also where there is no such flow.
  const all = chosen === '' || options.includes(chosen) ? options : [chosen, ...options]
  return (
    <span className="select">
      <label className="hidden" htmlFor={id}>
        {says}
      </label>
      <select
        id={id}
        value={chosen}
        onChange={({ target }) => filter(name, target.value === '' ? undefined : target.value)}
      >
        <option value="">{words}</option>
        {all.map((one) => (
          <option key={one} value={one}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </span>
  )
}

/** What the authorization server calls its clients; the id, where it knows none. */
export function useClientNames(): (client: string) => string {
  const { data } = useQuery({
    queryKey: ['flow', 'client names'],
    queryFn: () => dataOf(authserver.GET('/authserver/admin/api/clients')),
  })
  const clients = Array.isArray(data) ? data : []
  return (id) => clients.find(({ client_id }) => client_id === id)?.client_name ?? id
}

function unique(values: readonly (string | undefined)[]): string[] {
  const found = values.filter((one) => one !== undefined)
  return [...new Set(found)].sort((a, b) => a.localeCompare(b, 'en'))
}
