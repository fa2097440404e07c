import { readFileSync, writeFileSync } from 'node:fs'

/** Memory that processes have in use, bytes; undefined where the system does not tell. */
export function memoryOf(pids: number[]): number | undefined {
  return sum(pids.map((pid) => statusOf(pid, 'VmRSS')))
}

/** The most memory that they had in use since the start, or since {@link forgetPeak}. */
export function peakMemoryOf(pids: number[]): number | undefined {
  return sum(pids.map((pid) => statusOf(pid, 'VmHWM')))
}

/** From here on a peak is a new one. */
export function forgetPeak(pids: number[]): void {
  for (const pid of pids) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5')
    } catch {
      // Where the system keeps no peak, or not for this user, none is told.
    }
  }
}

/** User and system time of processes with all their threads, µs; the system counts ticks of 10 ms. */
export function cpuOf(pids: number[]): number | undefined {
  return sum(pids.map(ticksOf))
}

function ticksOf(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  const fields = text.replace(/^.*\) /s, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

function statusOf(pid: number, member: string): number | undefined {
  const line = new RegExp(`^${member}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/status`) ?? '')
  return line === null ? undefined : Number(line[1]) * 1024
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function sum(values: (number | undefined)[]): number | undefined {
  return values.every((value) => value !== undefined)
    ? values.reduce((total, value) => total + value, 0)
    : undefined
}
