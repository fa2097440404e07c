import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import type { ClockChange } from '../api/types.ts'
import { clockQuery, useLabTime } from '../frame/lab-clock.tsx'
import { PortalHead } from '../frame/portal.tsx'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { Failure } from '../parts/failure.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { RoleShape, roleNames } from '../parts/role-shape.tsx'
import { say } from '../parts/said.tsx'
import { utc } from '../parts/utc.ts'
import { useTitle } from '../parts/use-title.ts'

const steps = [
  ['1 min', 60],
  ['10 min', 600],
  ['1 h', 3600],
  ['1 d', 86_400],
] as const

/** The lab's clock: freeze, move, let one role run apart, jump to the next end. */
export function Component() {
  useTitle('Clock', 'Tools')
  const clock = useQuery(clockQuery)
  const time = useLabTime()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (body: ClockChange) => dataOf(control.PUT('/control/api/clock', { body })),
    onMutate: () => clock.data,
    onSuccess: async (after, wanted, before) => {
      await queries.invalidateQueries()
      if (before === undefined) return
      say(didOf(wanted), async () => {
        await setBack(before, after)
        await queries.invalidateQueries()
      })
    },
  })
  const isFrozen = clock.data?.mode === 'frozen'
  const moveTo = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const at = new FormData(event.currentTarget).get('at') as string
    change.mutate({ at: new Date(`${at}Z`).toISOString() })
  }
  return (
    <>
      <PortalHead title="Clock">
        <p>
          Tokens, codes, sessions and keys live on this clock, in all roles at once. What a browser
          times itself stays on real time.
        </p>
      </PortalHead>
      <Loaded name="The clock" queries={[clock]}>
        {() => (
          <div className="stack">
            {change.error && <Failure title="The clock is as it was" error={change.error} />}
            <section className="card stack">
              <h2>
                <code>{time && utc(time.now)}</code>
              </h2>
              <p className="quiet">{wordsOf(clock.data!)}</p>
              <div className="row">
                <button
                  className="button"
                  type="button"
                  onClick={() => change.mutate(isFrozen ? { run: true } : { freeze: true })}
                >
                  {isFrozen ? 'Let it run' : 'Freeze it'}
                </button>
                <button
                  className="button"
                  type="button"
                  onClick={() => change.mutate({ offset: 0, run: true })}
                >
                  Back to real time
                </button>
              </div>
              <div className="row" role="group" aria-label="Move it forward">
                <span>Forward by</span>
                {steps.map(([label, forward]) => (
                  <button
                    key={label}
                    className="button small"
                    type="button"
                    onClick={() => change.mutate({ forward })}
                  >
                    {label}
                  </button>
                ))}
                <NextEnd move={(at) => change.mutate({ at })} />
              </div>
              <form className="row" onSubmit={moveTo}>
                <div className="field">
                  <label htmlFor="at">To a moment, UTC</label>
                  <input id="at" name="at" type="datetime-local" step="1" required />
                </div>
                <button className="button small">Move it there</button>
              </form>
            </section>
            <section className="card stack">
              <h2>One role apart</h2>
              <p className="note">
                A role whose clock is wrong refuses tokens that are good, and takes those that have
                ended.
              </p>
              <ul className="facts">
                {Object.entries(clock.data!.roles).map(([role, state]) => {
                  const skew = (Date.parse(state.now) - Date.parse(clock.data!.now)) / 1000
                  return (
                    <li key={role}>
                      <span>
                        <RoleShape role={role as 'client'} /> {roleNames[role as 'client']}
                        <span className="sub">{skewOf(skew, state.mode !== clock.data!.mode)}</span>
                      </span>
                      <Skew
                        role={role}
                        set={(forward) => change.mutate({ forward, role: role as 'client' })}
                      />
                    </li>
                  )
                })}
              </ul>
            </section>
          </div>
        )}
      </Loaded>
    </>
  )
}

type Clock = Awaited<ReturnType<typeof clockQuery.queryFn>>
type ClockOfRole = Clock['roles'][keyof Clock['roles']]

/** What brings a clock to where it stands, whenever that is asked. */
function settingOf(clock: Clock | NonNullable<ClockOfRole>) {
  return clock.mode === 'frozen'
    ? { at: clock.at, freeze: true }
    : { offset: clock.offset, run: true }
}

/** Every clock by its setting; a role's only where it differs from the lab's. */
function settingsOf(clock: Clock): ClockChange[] {
  const own = settingOf(clock)
  const apart = Object.entries(clock.roles).map(([role, state]) => ({
    ...settingOf(state),
    role: role as keyof Clock['roles'],
  }))
  return [own, ...apart.filter(({ role: _role, ...setting }) => !isSame(setting, own))]
}

const isSame = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other)

/** Sets all clocks as they were. @throws Error where somebody has moved one since */
async function setBack(before: Clock, after: Clock): Promise<void> {
  const now = await dataOf(control.GET('/control/api/clock'))
  if (!isSame(settingsOf(now), settingsOf(after))) throw new Error('somebody has moved it since.')
  for (const body of settingsOf(before)) {
    await dataOf(control.PUT('/control/api/clock', { body }))
  }
}

/** What a change did, in words. */
function didOf({ role, forward, freeze, run, offset }: ClockChange): string {
  if (role !== undefined)
    return `The clock of the ${roleNames[role].toLowerCase()} was moved alone.`
  if (freeze) return 'The clock was frozen.'
  if (forward !== undefined) return `The clock was moved forward by ${sayDuration(forward)}.`
  if (run && offset === undefined) return 'The clock runs on.'
  return offset === 0 ? 'The clock was brought back to real time.' : 'The clock was moved.'
}

/** A role is moved by its own management API. */
function Skew({ role, set }: { role: string; set: (seconds: number) => void }) {
  return (
    <span className="row" role="group" aria-label={`Move the clock of ${role} alone`}>
      {[-90, 90].map((seconds) => (
        <button key={seconds} className="button small" type="button" onClick={() => set(seconds)}>
          {seconds < 0 ? '−' : '+'}
          {Math.abs(seconds)} s
        </button>
      ))}
    </span>
  )
}

/** The next of the live tokens that ends. */
function NextEnd({ move }: { move: (at: string) => void }) {
  const { data } = useQuery({
    queryKey: ['next end'],
    queryFn: () =>
      dataOf(
        control.GET('/control/api/tokens', {
          params: { query: { state: 'live', sort: 'expires', order: 'asc', size: 1 } },
        }),
      ),
    retry: false,
  })
  const next = data?.items[0]
  if (next === undefined) return null
  return (
    <button
      className="button small"
      type="button"
      onClick={() => move(new Date(Date.parse(next.expiresAt) + 1000).toISOString())}
    >
      just after the next token ends
    </button>
  )
}

function wordsOf(clock: { mode: string; offset?: number }): string {
  if (clock.mode === 'frozen') return 'It is frozen: no time passes for any role.'
  const { offset = 0 } = clock
  if (offset === 0) return 'It runs with real time.'
  return `It runs, ${sayDuration(Math.abs(offset))} ${offset > 0 ? 'ahead of' : 'behind'} real time.`
}

function skewOf(seconds: number, differs: boolean): string {
  if (differs) return 'runs differently from the others'
  if (Math.abs(seconds) < 1) return 'as the lab'
  return `${sayDuration(Math.abs(seconds))} ${seconds > 0 ? 'ahead' : 'behind'}`
}
