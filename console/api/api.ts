import createClient from 'openapi-fetch'
import { prefix } from '../base.ts'
import type { paths as AuthserverPaths } from './dist/authserver.d.ts'
import type { paths as ClientPaths } from './dist/client.d.ts'
import type { paths as ControlPaths } from './dist/control.d.ts'
import type { paths as ResserverPaths } from './dist/resserver.d.ts'
import { noteReach } from './reach.ts'

/** The APIs of this sandbox, typed by their own descriptions. */
const options = { baseUrl: prefix }
export const control = createClient<ControlPaths>(options)
export const authserver = createClient<AuthserverPaths>(options)
export const resserver = createClient<ResserverPaths>(options)
export const client = createClient<ClientPaths>(options)
/** Control at the lab's own address: where the whole lab is administered. */
export const lab = createClient<ControlPaths>({ baseUrl: '' })

for (const api of [control, lab, authserver, resserver, client]) api.use(noteReach)
