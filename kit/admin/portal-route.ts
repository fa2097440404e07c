import type { RoleApp } from '../http/app.ts'

/** An instance's management portal has an address of its own, which leads into the console. */
export function portalRoute(app: RoleApp, role: string): void {
  for (const path of [`/${role}/admin`, `/${role}/admin/`]) {
    app.get(path, ({ sandbox }, reply) => reply.redirect(`${sandbox.prefix}/console/${role}`))
  }
}
