import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { clockQuery } from '../frame/lab-clock.tsx'
import { heldQuery, interventionsQuery, policyQuery } from '../lab/lab-queries.ts'
import { setAgain } from '../lab/set-again.ts'
import { say } from '../parts/said.tsx'
import { Clause } from '../parts/clause.tsx'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { Failure } from '../parts/failure.tsx'
import { Icon } from '../parts/icon.tsx'
import { roleNames } from '../parts/role-shape.tsx'

type Role = 'authserver' | 'resserver' | 'client'

/** Something that is not as usual, and the way back. */
export interface Unusual {
  key: string
  icon: string
  isWaived?: boolean
  /** The role at which it is shown on the map. */
  role?: Role
  flag: string
  title: ReactNode
  note: ReactNode
  see?: string
  act: string
  undo: () => Promise<unknown>
  /** Makes it so once more, where that can be. */
  again?: () => Promise<unknown>
}

/** What of the lab is not as usual, where the APIs say so; `isKnown`: they were all asked. */
export function useUnusual(): { unusual: Unusual[]; isKnown: boolean } {
  const asked = [useQuery(policyQuery), useQuery(heldQuery), useQuery(interventionsQuery)] as const
  const policy = asked[0].data ?? {}
  const held = asked[1].data ?? []
  const interventions = asked[2].data ?? []
  const clock = useQuery(clockQuery).data
  const unusual = [
    ...held.map(({ exchange, message, role }) => ({
      key: exchange,
      icon: 'pause',
      role: role as Role,
      flag: '1 held',
      title: (
        <>
          <b>Held:</b> {message ?? 'a message'}.
        </>
      ),
      note: 'Who sent it waits.',
      see: `/flow?message=${exchange}`,
      act: 'Release',
      undo: () =>
        dataOf(control.POST('/control/api/interventions/release', { body: { exchange } })),
    })),
    ...interventions.map((one) => ({
      key: one.id,
      icon: 'pause',
      flag: 'intervention',
      title: (
        <>
          <b>Intervention:</b> {Object.keys(one.do).join()} on messages that fit.
        </>
      ),
      note: `Set by ${one.by}.`,
      see: '/interventions',
      act: 'End',
      undo: () =>
        dataOf(
          control.DELETE('/control/api/interventions/{id}', { params: { path: { id: one.id } } }),
        ),
      again: () => setAgain(one),
    })),
    ...Object.entries(policy).flatMap(([role, { waived, catalogue }]) =>
      waived.map((check) => ({
        key: role + check,
        icon: 'waive',
        isWaived: true,
        role: role as Role,
        flag: `${waived.length} waived`,
        title: (
          <>
            <b className="word">Waived:</b> <code>{check}</code>, at the{' '}
            {roleNames[role as Role].toLowerCase()}.
          </>
        ),
        note: (
          <>
            A strict server refuses. <Clause clause={catalogue[check]?.clause ?? ''} />
          </>
        ),
        see: `/policy?search=${check}`,
        act: 'Restore',
        undo: () =>
          dataOf(
            control.PUT('/control/api/policy', {
              body: { waive: [], restore: [check], role: role as Role },
            }),
          ),
        again: () =>
          dataOf(
            control.PUT('/control/api/policy', {
              body: { waive: [check], restore: [], role: role as Role },
            }),
          ),
      })),
    ),
    ...clockOf(clock),
  ]
  return { unusual, isKnown: asked.every(({ isFetched }) => isFetched) }
}

interface Clock {
  mode: string
  now: string
  offset?: number
  roles: Record<string, { mode: string; now: string }>
}

function clockOf(clock: Clock | undefined): Unusual[] {
  if (clock === undefined) return []
  const back = () => dataOf(control.PUT('/control/api/clock', { body: { offset: 0, run: true } }))
  const { mode, offset = 0 } = clock
  const whole: Unusual = {
    key: 'clock',
    icon: 'clock',
    flag: mode === 'frozen' ? 'frozen' : 'moved',
    title: (
      <>
        <b>{mode === 'frozen' ? 'Frozen:' : 'Moved:'}</b> the lab’s clock
        {mode === 'frozen'
          ? '.'
          : ` is ${sayDuration(Math.abs(offset))} ${offset > 0 ? 'ahead' : 'behind'}.`}
      </>
    ),
    note: 'All roles go by it.',
    see: '/clock',
    act: 'Real time',
    undo: back,
  }
  const apart = Object.entries(clock.roles).flatMap(([role, state]): Unusual[] => {
    const skew = (Date.parse(state.now) - Date.parse(clock.now)) / 1000
    if (Math.abs(skew) < 2 && state.mode === mode) return []
    const words = `${sayDuration(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'}`
    return [
      {
        key: `clock ${role}`,
        icon: 'clock',
        role: role as Role,
        flag: words,
        title: (
          <>
            <b>Skewed:</b> the clock of the {roleNames[role as Role].toLowerCase()} is {words}.
          </>
        ),
        note: 'Tokens end at another time there.',
        see: '/clock',
        act: 'Set right',
        undo: () =>
          dataOf(
            control.PUT('/control/api/clock', {
              body: { forward: -Math.round(skew), role: role as Role },
            }),
          ),
      },
    ]
  })
  return [...(mode === 'frozen' || offset !== 0 ? [whole] : []), ...apart]
}

/** What is not as usual, with the way back for each and for all. */
export function UnusualList({ items }: { items: readonly Unusual[] }) {
  const queries = useQueryClient()
  const undo = useMutation({
    mutationFn: async (some: readonly Unusual[]) => {
      for (const item of some) await item.undo()
    },
    onSuccess(_answer, some) {
      const put = some.flatMap(({ again }) => again ?? [])
      if (put.length < some.length) return
      say(some.length === 1 ? 'It is as usual again.' : 'All is as usual again.', async () => {
        for (const again of put) await again()
        await queries.invalidateQueries()
      })
    },
    onSettled: () => queries.invalidateQueries(),
  })
  if (items.length === 0) return null
  return (
    <div className="unusual">
      <header>
        <h2>Not as usual</h2>
        {items.length > 1 && (
          <button
            className="button small"
            type="button"
            disabled={undo.isPending}
            onClick={() => undo.mutate(items)}
          >
            Set all right
          </button>
        )}
      </header>
      {undo.error && <Failure title="It was not set right" error={undo.error} />}
      <ul>
        {items.map((item) => (
          <li key={item.key} className={item.isWaived ? 'waive' : undefined}>
            <Icon name={item.icon} className={item.isWaived ? 'state' : 'icon'} />
            <p>
              {item.title}
              <span className="note">{item.note}</span>
            </p>
            <div className="row">
              {item.see !== undefined && (
                <Link className="button small" to={item.see}>
                  See it
                </Link>
              )}
              <button
                className="button small"
                type="button"
                disabled={undo.isPending}
                onClick={() => undo.mutate([item])}
              >
                {item.act}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
