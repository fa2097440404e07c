import { redirect } from 'react-router'
import type { RouteObject } from 'react-router'
import { SignedIn } from './frame/signed-in.tsx'
import { WrongAddress } from './frame/wrong-address.tsx'

/** The console's pages: each is loaded when somebody opens it. */
export const pages: RouteObject[] = [
  {
    element: <SignedIn />,
    HydrateFallback: () => null,
    children: [
      { index: true, lazy: () => import('./home/home.tsx') },
      { path: 'flow', lazy: () => import('./flow/flow-page.tsx') },
      {
        path: 'authserver',
        lazy: () => import('./portals/authserver/authserver-portal.tsx'),
        children: [
          { index: true, loader: () => redirect('/authserver/server') },
          { path: 'server', lazy: () => import('./portals/authserver/server.tsx') },
          { path: 'clients', lazy: () => import('./portals/authserver/clients.tsx') },
          { path: 'clients/new', lazy: () => import('./portals/authserver/new-client.tsx') },
          { path: 'clients/:id', lazy: () => import('./portals/authserver/client.tsx') },
          { path: 'users', lazy: () => import('./portals/authserver/users.tsx') },
          { path: 'tokens', lazy: () => import('./portals/authserver/tokens.tsx') },
          { path: 'keys', lazy: () => import('./portals/authserver/keys.tsx') },
          { path: 'sessions', lazy: () => import('./portals/authserver/sessions.tsx') },
          { path: 'consents', lazy: () => import('./portals/authserver/consents.tsx') },
          { path: 'audit-log', lazy: () => import('./portals/authserver/audit-log.tsx') },
        ],
      },
      { path: 'portals', lazy: () => import('./home/portals.tsx') },
      { path: 'tools', loader: () => redirect('/policy') },
      {
        lazy: () => import('./frame/tools.tsx'),
        children: [
          { path: 'policy', lazy: () => import('./lab/policy.tsx') },
          { path: 'interventions', lazy: () => import('./lab/interventions.tsx') },
          { path: 'clock', lazy: () => import('./lab/clock.tsx') },
          { path: 'recording', lazy: () => import('./lab/recording.tsx') },
          { path: 'snapshots', lazy: () => import('./lab/snapshots.tsx') },
          { path: 'certificates', lazy: () => import('./lab/certificates.tsx') },
        ],
      },
      { path: '*', element: <WrongAddress /> },
    ],
  },
]
