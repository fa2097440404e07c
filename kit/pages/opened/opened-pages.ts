import { projectFolder } from '../../project-folder.ts'
import { createPages } from '../pages.ts'
import { apiPage } from './api-page.ts'
import type { ApiModel } from './api-page.ts'
import { documentPage } from './document-page.ts'
import type { DocumentModel } from './document-page.ts'
import { failurePage } from './failure-page.ts'
import type { FailureModel } from './failure-page.ts'

import { refusalPage } from './refusal-page.ts'
import type { RefusalModel } from './refusal-page.ts'

export type OpenedPages = ReturnType<typeof createOpenedPages>

/** The pages for a person who opens what programs ask for. */
export function createOpenedPages() {
  const pages = createPages(new URL('kit/pages/opened/', projectFolder))
  return {
    document: (model: DocumentModel) => documentPage(pages, model),
    api: (model: ApiModel) => apiPage(pages, model),
    refusal: (model: RefusalModel) => refusalPage(pages, model),
    failure: (model: FailureModel) => failurePage(pages, model),
  }
}
