import { lifeOf } from './life.ts'
import type { Token } from './read-token.ts'
import { timeOf } from './judge-token.ts'

/** From issue to end as a ruler, and where the lab clock stands on it. */
export function LifeRuler({ token, now }: { token: Token; now: number }) {
  const life = lifeOf(token.claims, now)
  if (life === undefined) return null
  const { issued, ends, past, at } = life
  const isOver = now >= ends
  const short = (moment: number) => {
    const time = timeOf(moment)
    return time.slice(0, 10) === timeOf(now).slice(0, 10) ? time.slice(11, 19) : time.slice(0, 19)
  }
  const nowMark = (
    <span className="now">
      now <code>{short(now)}</code>
    </span>
  )
  const endMark = (
    <span className={isOver ? 'mid' : undefined}>
      {isOver ? 'ended' : 'ends'} <code>{short(ends)}</code>
    </span>
  )
  return (
    <figure className="lifespan">
      <svg
        viewBox="0 0 1000 20"
        preserveAspectRatio="none"
        role="img"
        aria-label={`Issued ${timeOf(issued)}, ${isOver ? 'ended' : 'ends'} ${timeOf(ends)}, now ${timeOf(now)}`}
      >
        <rect className="past" x="0" y="6" width={past} height="8" />
        {isOver ? (
          <path className="gap" d={`M${past} 10H${at}`} />
        ) : (
          <rect className="left" x={past} y="6" width={1000 - past} height="8" />
        )}
        <path className="now" d={`M${at} 0v20`} />
      </svg>
      <figcaption>
        <span>
          issued <code>{short(issued)}</code>
        </span>
        {isOver ? endMark : nowMark}
        {isOver ? nowMark : endMark}
      </figcaption>
    </figure>
  )
}
