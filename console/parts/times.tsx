import { useLabTime } from '../frame/lab-clock.tsx'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'

/** A time on the lab's clock: today's by its hour, others by their day, too. */
export function LabMoment({ iso }: { iso: string }) {
  const now = useLabTime()?.now.toISOString()
  const isToday = now?.slice(0, 10) === iso.slice(0, 10)
  return (
    <time className="one-line" dateTime={iso} title={iso}>
      {isToday ? iso.slice(11, 19) : iso.slice(0, 16).replace('T', ' ')}
    </time>
  )
}

/** What is left of a life on the lab's clock, as a bar and in words. */
export function LifeLeft({ from, until }: { from: string; until: string }) {
  const time = useLabTime()
  if (time === undefined) return null
  const left = Math.max(0, (Date.parse(until) - time.now.getTime()) / 1000)
  const whole = Math.max(1, (Date.parse(until) - Date.parse(from)) / 1000)
  return (
    <span>
      <span className="pass">
        <i className="lamp" />
      </span>{' '}
      {sayDuration(left)}
      <progress className="gauge" value={left} max={whole} aria-hidden="true" />
    </span>
  )
}
