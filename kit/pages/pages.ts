import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import { projectFolder } from '../project-folder.ts'
import { clauseLine, clauses } from './clause.ts'
import { Html, markup, escape } from './html.ts'
import { json, jsonText, rawToken } from './json.ts'
import { icon, roleClass, roleMark, roleNames, stateMark, tally } from './marks.ts'
import { navigationOf, plateAddress } from './page.ts'
import type { Page } from './page.ts'
import { alert, checks, codeBlock, copyButton, foldedChecks, keyValues, route } from './parts.ts'
import { scale } from './scale.ts'
import { readSprite } from './sprite.ts'
import { address, day, duration, prose, proseOf, utc } from './text.ts'

/** What templates reach as `ui`: every part returns {@link Html}, which `<%= %>` does not escape again. */
const ui = {
  markup,
  icon,
  roleMark,
  roleClass,
  roleNames,
  stateMark,
  tally,
  address,
  prose,
  proseOf,
  utc,
  day,
  duration,
  clauses,
  clauseLine,
  json,
  jsonText,
  rawToken,
  checks,
  foldedChecks,
  keyValues,
  copyButton,
  codeBlock,
  route,
  scale,
  alert,
}

/** What a template is given: its own members, and what stands around its content. */
export type Model = { page: Page; [member: string]: unknown }

export interface Pages {
  /** Renders the template `{name}.eta` of the folder with the model as `it`, in the lab's layout. */
  render(name: string, model: Model): string
}

/** The pages of a folder of templates. `<%= %>` escapes all text; templates are compiled once. */
export function createPages(folder: string | URL): Pages {
  const templates = openFolder(folder)
  const frame = openFolder(new URL('kit/pages/', projectFolder))
  const createSprite = readSprite()
  return {
    render(name, model) {
      const { page } = model
      const main = new Html(templates.render(`./${name}`, { ...model, ui }))
      const around = { page, main, navigation: navigationOf(page), address: plateAddress(page), ui }
      const body = new Html(frame.render('./body', around))
      const copies = body.source.includes('class="copy"')
      return frame.render('./layout', {
        page,
        body,
        sprite: createSprite(body.source),
        sheets: ['tokens.css', 'lab.css', ...(page.sheets ?? [])],
        scripts: [...(copies ? ['copy.js'] : []), ...(page.scripts ?? [])],
        ui,
      })
    },
  }
}

function openFolder(folder: string | URL): Eta {
  return new Eta({
    views: typeof folder === 'string' ? folder : fileURLToPath(folder),
    cache: true,
    autoEscape: true,
    escapeFunction: escape,
    functionHeader: 'const { ui } = it',
  })
}
