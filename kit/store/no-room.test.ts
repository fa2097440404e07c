import { equal, ok } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { isNoRoom } from './no-room.ts'

/** What SQLite throws for a statement on a database that may not grow. */
function errorOf(sql: string): unknown {
  const database = new DatabaseSync(':memory:')
  try {
    database.exec('create table kept (value text) strict; pragma max_page_count = 2')
    database.exec(sql)
    return undefined
  } catch (error) {
    return error
  } finally {
    database.close()
  }
}

test('a database that cannot grow is out of room', () => {
  ok(isNoRoom(errorOf('insert into kept values (hex(randomblob(100000)))')))
  const cause = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  ok(isNoRoom(cause))
  ok(isNoRoom(new Error('a commit failed', { cause })))
})

test('another error of the database is not', () => {
  equal(isNoRoom(errorOf('insert into missing values (1)')), false)
  equal(isNoRoom(new Error('anything')), false)
})
