import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'

/** What the whole lab tells, asked again while somebody looks. */
export const policyQuery = {
  queryKey: ['policy'],
  queryFn: () => dataOf(control.GET('/control/api/policy')),
  refetchInterval: 15_000,
}
export const interventionsQuery = {
  queryKey: ['interventions'],
  queryFn: () => dataOf(control.GET('/control/api/interventions')),
  refetchInterval: 5000,
}
export const heldQuery = {
  queryKey: ['held'],
  queryFn: () => dataOf(control.GET('/control/api/interventions/held')),
  refetchInterval: 2000,
}
export const healthQuery = {
  queryKey: ['health'],
  queryFn: () => dataOf(control.GET('/control/api/health')),
  refetchInterval: 5000,
}
export const rolesQuery = {
  queryKey: ['roles'],
  queryFn: () => dataOf(control.GET('/control/api/roles')),
  staleTime: 60_000,
}
