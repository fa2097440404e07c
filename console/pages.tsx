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
          { path: 'customization', lazy: () => import('./portals/authserver/customization.tsx') },
          { path: 'transfer', lazy: () => import('./portals/authserver/transfer.tsx') },
          { path: 'clients', lazy: () => import('./portals/authserver/clients.tsx') },
          { path: 'clients/new', lazy: () => import('./portals/authserver/new-client.tsx') },
          { path: 'clients/:id', lazy: () => import('./portals/authserver/client.tsx') },
          { path: 'users', lazy: () => import('./portals/authserver/users.tsx') },
          { path: 'tokens', lazy: () => import('./portals/authserver/tokens.tsx') },
          { path: 'keys', lazy: () => import('./portals/authserver/keys.tsx') },
          { path: 'sessions', lazy: () => import('./portals/authserver/sessions.tsx') },
          { path: 'consents', lazy: () => import('./portals/authserver/consents.tsx') },
          { path: 'mails', lazy: () => import('./portals/authserver/mails.tsx') },
          { path: 'audit-log', lazy: () => import('./portals/authserver/audit-log.tsx') },
        ],
      },
      {
        path: 'client',
        lazy: () => import('./portals/client/client-portal.tsx'),
        children: [
          { index: true, loader: () => redirect('/client/server-definitions') },
          {
            path: 'server-definitions',
            lazy: () => import('./portals/client/server-definitions.tsx'),
          },
          { path: 'server-definitions/new', lazy: () => import('./portals/client/new-server.tsx') },
          {
            path: 'server-definitions/typed',
            lazy: () => import('./portals/client/typed-server.tsx'),
          },
          { path: 'server-definitions/:id', lazy: () => import('./portals/client/server.tsx') },
          { path: 'configurations', lazy: () => import('./portals/client/configurations.tsx') },
          { path: 'configurations/new', lazy: () => import('./portals/client/configuration.tsx') },
          { path: 'configurations/:id', lazy: () => import('./portals/client/configuration.tsx') },
          { path: 'applications', lazy: () => import('./portals/client/applications.tsx') },
          { path: 'sessions', lazy: () => import('./portals/client/sessions.tsx') },
          { path: 'tokens', lazy: () => import('./portals/client/tokens.tsx') },
          { path: 'audit-log', lazy: () => import('./portals/client/audit-log.tsx') },
        ],
      },
      {
        path: 'resserver',
        lazy: () => import('./portals/resserver/resserver-portal.tsx'),
        children: [
          { index: true, loader: () => redirect('/resserver/configuration') },
          { path: 'configuration', lazy: () => import('./portals/resserver/configuration.tsx') },
          {
            path: 'server-definitions',
            lazy: () => import('./portals/resserver/server-definitions.tsx'),
          },
          {
            path: 'server-definitions/new',
            lazy: () => import('./portals/resserver/new-server.tsx'),
          },
          {
            path: 'server-definitions/typed',
            lazy: () => import('./portals/resserver/typed-server.tsx'),
          },
          { path: 'server-definitions/:id', lazy: () => import('./portals/resserver/server.tsx') },
          { path: 'customization', lazy: () => import('./portals/resserver/customization.tsx') },
          { path: 'local-users', lazy: () => import('./portals/resserver/local-users.tsx') },
          { path: 'mapping', lazy: () => import('./portals/resserver/mapping.tsx') },
          { path: 'audit-log', lazy: () => import('./portals/resserver/audit-log.tsx') },
        ],
      },
      { path: 'lessons', lazy: () => import('./lessons/lessons-page.tsx') },
      { path: 'lessons/glossary', lazy: () => import('./lessons/glossary-page.tsx') },
      { path: 'lessons/workshop', lazy: () => import('./lessons/workshop-page.tsx') },
      { path: 'lessons/:name', lazy: () => import('./lessons/lesson-page.tsx') },
      { path: 'portals', lazy: () => import('./home/portals.tsx') },
      { path: 'tools', loader: () => redirect('/token') },
      {
        lazy: () => import('./frame/tools.tsx'),
        children: [
          { path: 'token', lazy: () => import('./token-tool/token-tool-page.tsx') },
          { path: 'try', lazy: () => import('./try/try-page.tsx') },
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
