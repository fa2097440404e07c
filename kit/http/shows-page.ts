import type { FastifyRequest } from 'fastify'
import { isNavigation } from './is-navigation.ts'

/** Whether a person's browser shows the answer; where programs ask or no endpoint is, the browser says so. */
export function showsPage(request: FastifyRequest): boolean {
  const { endpoint } = request.routeOptions.config
  if (endpoint === undefined) return request.headers.accept?.includes('text/html') === true
  return endpoint.shows === 'page' || isNavigation(request)
}
