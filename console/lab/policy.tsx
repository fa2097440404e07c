import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import type { Policies } from '../api/types.ts'
import { PortalHead } from '../frame/portal.tsx'
import { prefix } from '../base.ts'
import { Chip } from '../parts/chip.tsx'
import { FilterChips } from '../parts/filter-chips.tsx'
import { Clause } from '../parts/clause.tsx'
import { Failure } from '../parts/failure.tsx'
import { Icon } from '../parts/icon.tsx'
import { useListAddress } from '../parts/list-address.ts'
import { Loaded } from '../parts/loaded.tsx'
import { RoleShape, roleNames } from '../parts/role-shape.tsx'
import { say } from '../parts/said.tsx'
import { Search } from '../parts/search.tsx'
import { useTitle } from '../parts/use-title.ts'
import { policyQuery } from './lab-queries.ts'

type Role = 'authserver' | 'resserver' | 'client'

interface Change {
  waive?: string[]
  restore?: string[]
  role: Role
}

interface Check {
  role: Role
  id: string
  clause: string
  requirement: string
  waivable: boolean
  waived: boolean
}

/** Every decision that the roles make, by topic; some of them may be waived. */
export function Component() {
  useTitle('Policy', 'Tools')
  const policy = useQuery(policyQuery)
  const { search, filters } = useListAddress()
  const queries = useQueryClient()
  const put = async (change: Change) => {
    const body = { waive: [], restore: [], ...change }
    queries.setQueryData(
      policyQuery.queryKey,
      await dataOf(control.PUT('/control/api/policy', { body })),
    )
  }
  const change = useMutation({
    mutationFn: put,
    onSuccess(_answer, { waive, restore, role }) {
      if (waive) say(`${waive.join(', ')} is waived.`, () => put({ restore: waive, role }))
      if (restore) say(`${restore.join(', ')} is restored.`, () => put({ waive: restore, role }))
    },
  })
  return (
    <>
      <PortalHead title="Policy">
        <p>
          Each decision of the protocol is a check with its clause. One that is waived is still
          looked at and told, and no longer refuses: a real server would.
        </p>
      </PortalHead>
      <Loaded name="The policy" queries={[policy]}>
        {() => {
          const checks = checksOf(policy.data!)
          const waived = checks.filter((check) => check.waived)
          const shown = checks.filter(
            (check) =>
              (filters['role'] === undefined || filters['role'] === check.role) &&
              (filters['only'] !== 'waivable' || check.waivable) &&
              `${check.id} ${check.requirement} ${check.clause}`
                .toLowerCase()
                .includes(search.toLowerCase()),
          )
          return (
            <div className="stack">
              {change.error && <Failure title="The policy is as it was" error={change.error} />}
              {waived.length > 0 && (
                <section className="alert waive" aria-label="Waived checks">
                  <Icon name="waive" className="state" />
                  <h2>
                    {waived.length === 1 ? 'One check is' : `${waived.length} checks are`} waived
                  </h2>
                  <p>A real server would have refused what they let pass.</p>
                  <ul className="facts">
                    {waived.map(({ role, id, clause }) => (
                      <li key={role + id}>
                        <span>
                          <RoleShape role={role} label={roleNames[role]} /> <code>{id}</code>
                          <span className="sub">
                            <Clause clause={clause} />
                          </span>
                        </span>
                        <button
                          className="button small"
                          type="button"
                          onClick={() => change.mutate({ restore: [id], role })}
                        >
                          Restore<span className="hidden"> {id}</span>
                        </button>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
              <section className="card list" aria-label="Checks">
                <div className="filters" role="search">
                  <Search label="Search checks" hint="Check, words or clause" />
                  <FilterChips>
                    {(['authserver', 'resserver', 'client'] as const).map((role) => (
                      <Chip key={role} name="role" value={role}>
                        {roleNames[role]}
                      </Chip>
                    ))}
                    <Chip name="only" value="waivable">
                      May be waived
                    </Chip>
                  </FilterChips>
                </div>
                {topicsOf(shown).map(([topic, rows]) => (
                  <table className="rows" role="table" key={topic}>
                    <caption>{topic}</caption>
                    <thead role="rowgroup" className="hidden">
                      <tr role="row">
                        <th role="columnheader" scope="col">
                          Check
                        </th>
                        <th role="columnheader" scope="col">
                          What must hold
                        </th>
                        <th role="columnheader" scope="col">
                          Waived
                        </th>
                      </tr>
                    </thead>
                    <tbody role="rowgroup">
                      {rows.map((check) => (
                        <CheckRow
                          key={check.role + check.id}
                          check={check}
                          waive={() => change.mutate({ waive: [check.id], role: check.role })}
                          restore={() => change.mutate({ restore: [check.id], role: check.role })}
                        />
                      ))}
                    </tbody>
                  </table>
                ))}
                {shown.length === 0 && <p className="blank-row">No check fits this search.</p>}
              </section>
            </div>
          )
        }}
      </Loaded>
    </>
  )
}

function CheckRow({
  check,
  waive,
  restore,
}: {
  check: Check
  waive: () => void
  restore: () => void
}) {
  const { role, id, clause, requirement, waivable, waived } = check
  return (
    <tr role="row">
      <td role="cell" className="main">
        <div className="who">
          <RoleShape role={role} label={roleNames[role]} />
          <span className="name">
            <a href={`${prefix}/explained/${id}`}>
              <code className="jti">{id}</code>
            </a>
          </span>
        </div>
      </td>
      <td role="cell" data-label="What must hold">
        <span>
          {requirement}
          <span className="sub">
            <Clause clause={clause} />
          </span>
        </span>
      </td>
      <td role="cell" className="act">
        {waived ? (
          <button className="button small" type="button" onClick={restore}>
            Restore<span className="hidden"> {id}</span>
          </button>
        ) : waivable ? (
          <button className="button small" type="button" onClick={waive}>
            Waive<span className="hidden"> {id}</span>
          </button>
        ) : (
          <span className="off">always</span>
        )}
      </td>
    </tr>
  )
}

function checksOf(policies: Policies): Check[] {
  return Object.entries(policies).flatMap(([role, { waived, catalogue }]) =>
    Object.entries(catalogue).map(([id, { clause, held, waivable }]) => ({
      role: role as Role,
      id,
      clause,
      requirement: held,
      waivable: waivable === true,
      waived: waived.includes(id),
    })),
  )
}

/** A topic is what the id begins with. */
function topicsOf(checks: readonly Check[]): [string, Check[]][] {
  const topics = Map.groupBy(checks, ({ id }) => id.split('.')[0]!)
  return [...topics].toSorted(([a], [b]) => a.localeCompare(b))
}
