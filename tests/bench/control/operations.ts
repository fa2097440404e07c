import type { ControlClient, SnapshotDocument } from '@oauth-lab/kit/admin/control-client.ts'

/** One operation of the control API that is measured, each time from the request to the answer. */
export interface Operation {
  name: string
  /** Makes ready; what it returns is measured again and again. */
  prepare(control: ControlClient): Promise<() => Promise<unknown>>
}

/** Sandboxes end by themselves. */
const lifetime = 60

/** In the order in which they are measured. */
export const operations: readonly Operation[] = [
  {
    name: 'sandbox created',
    prepare: (control) => Promise.resolve(() => control.sandboxes.create({ lifetime })),
  },
  {
    name: 'snapshot saved',
    prepare: async (control) => (await sandboxIn(control)).snapshot.save,
  },
  {
    name: 'snapshot restored',
    prepare: (control) => preparedRestoration(control, 1),
  },
  {
    name: 'snapshot restored, 1,000 tokens',
    prepare: (control) => preparedRestoration(control, 1000),
  },
]

async function preparedRestoration(control: ControlClient, tokens: number) {
  const { snapshot, tokens: minted, clients } = await sandboxIn(control)
  const { client_id: client } = await clients.create({ grant_types: ['client_credentials'] })
  for (let made = 0; made < tokens; made += 1) await minted.create({ client })
  const saved: SnapshotDocument = await snapshot.save()
  return () => snapshot.restore(saved)
}

async function sandboxIn(control: ControlClient): Promise<ControlClient> {
  const { base } = await control.sandboxes.create({ lifetime: 600 })
  return control.in(base)
}
