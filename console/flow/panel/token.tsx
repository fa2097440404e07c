import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { useLabTime } from '../../frame/lab-clock.tsx'
import { Parts } from './parts.tsx'

/** A token that a message carries: what is left of its life, its header and its claims. */
export function Token({ part }: { part: Part }) {
  const { name, parts = [] } = part
  const [header, claims] = ['JWT header', 'claim'].map((place) =>
    parts.filter((one) => one.in === place),
  )
  const secondsOf = (claim: string) => {
    const value = Number(claims!.find((one) => one.name === claim)?.value)
    return Number.isNaN(value) ? undefined : value
  }
  return (
    <section aria-label={`Token ${name}`}>
      <h3>
        <code>{name}</code>, decoded
      </h3>
      <Life from={secondsOf('iat')} until={secondsOf('exp')} />
      <h4>Header</h4>
      <Parts parts={header!} />
      <h4>Claims</h4>
      <Parts parts={claims!} />
    </section>
  )
}

/** What is left on the lab clock. @param props seconds since 1970 */
export function Life({ from, until }: { from: number | undefined; until: number | undefined }) {
  const time = useLabTime()
  if (until === undefined || time === undefined) return null
  const ends = `${new Date(until * 1000).toISOString().slice(11, 19)} UTC`
  const left = until - time.now.getTime() / 1000
  return (
    <div className="life">
      <b>{left > 0 ? `${sayDuration(left)} left` : `over for ${sayDuration(-left)}`}</b>
      <span>
        {left > 0 ? 'ends' : 'ended'} {ends}
      </span>
      {from !== undefined && left > 0 && (
        <progress
          className="gauge"
          value={Math.round(left)}
          max={until - from}
          aria-label="Life left on the lab clock"
        />
      )}
    </div>
  )
}
