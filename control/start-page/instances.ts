import { consoleAddress } from '@oauth-lab/kit/pages/console-link.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content } from '@oauth-lab/kit/pages/html.ts'
import type { Role } from '@oauth-lab/kit/pages/marks.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import type { Lamp, StartModel } from './start-model.ts'

/** An instance of the lab: what it is, and who may log in at it. */
export interface Instance {
  role: Role
  name: string
  what: Content
  who: Content
  /** Where it is managed, in the console. */
  portal?: string
  /** Where the description of its management API is. */
  api?: string
}

/** What the lab consists of, in the order in which a flow meets it. */
export function instancesOf(model: StartModel): Instance[] {
  const { prefix } = model.sandbox
  const administrator = markup`<code>${model.administrator}</code>`
  const names = model.people.map(({ username }) => markup`<code>${username}</code>`)
  const people = names.map((name, i) => {
    if (i === 0) return name
    return i === names.length - 1 ? markup` and ${name}` : markup`, ${name}`
  })
  const api = (path: string) => `${prefix}${path}/openapi.json`
  const outside = (role: Lamp['role'], who: Content) =>
    model.external.includes(role) ? { external: who } : {}
  const instances: (Instance & { external?: Content })[] = [
    {
      role: 'authserver',
      name: 'Authorization server',
      what: 'Signs people in, asks what they allow, and issues tokens.',
      who: markup`${people} at its sign-in page; ${administrator} at its admin API`,
      ...outside(
        'authserver',
        markup`whom it knows: its people are its own, at <code>${address(model.issuer)}</code>`,
      ),
      portal: `${prefix}/authserver/admin/`,
      api: api('/authserver/admin/api'),
    },
    {
      role: 'client',
      name: 'Simple Web Page',
      what: 'A client that keeps its secret on a server: it asks for tokens and shows what they say.',
      who: markup`who may sign in, by way of the authorization server; ${administrator} at its admin API`,
      ...outside('client', 'whom it lets in'),
      portal: `${prefix}/client/admin/`,
      api: api('/client/admin/api'),
    },
    {
      role: 'client-public',
      name: 'Single-page application',
      what: 'A client that runs in the browser and can keep no secret.',
      who: 'who may sign in, by way of the authorization server',
    },
    {
      role: 'resserver',
      name: 'Resource server',
      what: markup`Guards the protected resources: it wants an access token with <code>${model.resourceScope}</code>.`,
      who: markup`nobody at its resources, a token stands for them; ${administrator} at its admin API`,
      ...outside('resserver', 'whom it lets in'),
      portal: `${prefix}/resserver/admin/`,
      api: api('/resserver/admin/api'),
    },
    {
      role: 'lab',
      name: 'Control',
      what: 'Sandboxes, clock, policy and reset of the whole lab.',
      who: markup`${administrator} at its API`,
      portal: consoleAddress({ prefix }),
      api: api('/control/api'),
    },
  ]
  return instances.map(({ external, ...instance }) => {
    if (external === undefined) return instance
    const { api: _, portal: __, ...rest } = instance
    return { ...rest, what: markup`${instance.what} An external program.`, who: external }
  })
}
