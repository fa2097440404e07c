import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { Icon } from '../parts/icon.tsx'

export const clockQuery = {
  queryKey: ['clock'],
  queryFn: () => dataOf(control.GET('/control/api/clock')),
  refetchInterval: 15_000,
}

/** The sandbox's time now, counted on by this browser between two answers. */
export function useLabTime(): { now: Date; mode: string; offset: number } | undefined {
  const { data, dataUpdatedAt } = useQuery(clockQuery)
  const [, tick] = useState(0)
  const isRunning = data?.mode === 'running'
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => tick((count) => count + 1), 1000)
    return () => clearInterval(timer)
  }, [isRunning])
  if (data === undefined) return undefined
  const passed = isRunning ? Date.now() - dataUpdatedAt : 0
  const offset = data.mode === 'running' ? data.offset : 0
  return { now: new Date(Date.parse(data.now) + passed), mode: data.mode, offset }
}

/** The lab's clock in the bar on top; one that does not run as usual says so. */
export function LabClock() {
  const time = useLabTime()
  if (time === undefined) return null
  const iso = time.now.toISOString()
  const set = wordsOf(time)
  return (
    <Link className="clock" to="/clock">
      <span className="hidden">Lab clock: </span>
      <Icon name="clock" />
      <time dateTime={iso}>{iso.slice(11, 19)}</time>
      {set && <span className="set">{set}</span>}
    </Link>
  )
}

function wordsOf({ mode, offset }: { mode: string; offset: number }): string | undefined {
  if (mode === 'frozen') return 'frozen'
  if (offset === 0) return undefined
  return `moved ${offset > 0 ? '+' : '−'}${durationOf(Math.abs(offset))}`
}

/** In one unit: the bar on top has no room for two. */
function durationOf(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}
