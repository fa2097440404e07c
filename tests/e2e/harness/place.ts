import type { Page } from '@playwright/test'
import type { TestSandbox } from './test.ts'

/** A page of the lab, and how a visitor gets there. */
export interface Place {
  name: string
  /** Goes there with a fresh context whose relative addresses begin at the sandbox's base. */
  open(page: Page, sandbox: TestSandbox): Promise<unknown>
  /** Heading of the first level, once there. */
  heading: string | RegExp
  /** The page, or what it asks for, answers with one of these, which the browser's console reports. */
  status?: number | readonly number[]
  /** Who may frame it: nobody, unless told. */
  framedBy?: string
}
