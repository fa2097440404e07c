import { formatDuration } from '../command-line/duration.ts'
import { style } from '../command-line/style.ts'
import { describeState, isWell } from './services.ts'
import type { Service } from './services.ts'

/** A row of `status` for each container: state, health, since when, image. */
export function rowsOfServices(services: readonly Service[]): string[][] {
  return services.map((service) => {
    const { name, state, image, startedAt, finishedAt } = service
    const words = describeState(service)
    const age = Date.now() - Date.parse(state === 'running' ? startedAt : finishedAt)
    const since = Number.isNaN(age) || age < 0 || age > 1e13 ? '' : formatDuration(age)
    return [
      name,
      isWell(service) ? style.good(words) : style.bad(words),
      since === ''
        ? ''
        : `${state === 'running' ? 'for ' : ''}${since}${state === 'running' ? '' : ' ago'}`,
      style.faint(image),
    ]
  })
}

/** The same for programs. */
export function factsOfServices(services: readonly Service[]): object[] {
  return services.map((service) => {
    const { name, state, health, exitCode, startedAt, image, imageId, restarts } = service
    return {
      service: name,
      well: isWell(service),
      state,
      health,
      exitCode,
      startedAt,
      image,
      imageId,
      restarts,
    }
  })
}
