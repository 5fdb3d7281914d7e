import { describe, expect, test } from 'vitest'
import { nameOnDisk, storedName, typeOfFile } from '../../../electron/data/files/file-type.ts'

const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')

describe('the name of an attachment', () => {
  test('of a path keeps the last part alone', () => {
    expect(storedName('../../etc/passwd')).toBe('passwd')
    expect(storedName('C:\\Users\\样例\\照片.jpg')).toBe('照片.jpg')
    expect(storedName('..')).toBe('file')
  })

  test('of three hundred characters and more stays within what a record holds, with its ending', () => {
    const name = storedName(`${'长'.repeat(400)}.jpg`)
    expect(name).toHaveLength(300)
    expect(name.endsWith('.jpg')).toBe(true)
    expect(storedName('长'.repeat(300))).toHaveLength(300)
  })

  test('says what it seems to say: characters that turn the direction of text are taken out', () => {
    expect(storedName('报告\u202egpj.exe')).toBe('报告gpj.exe')
  })

  test('lies on any disk', () => {
    expect(nameOnDisk('a/b:c?.pdf')).toBe('a_b_c_.pdf')
    expect(nameOnDisk('CON.txt')).toBe('_CON.txt')
    expect(Buffer.byteLength(nameOnDisk(`${'长'.repeat(290)}.docx`))).toBeLessThan(200)
  })
})

describe('what a file is', () => {
  test('is told by its content, whatever its name says', async () => {
    expect(await typeOfFile('扫描件.pdf', jpeg)).toEqual({ mime: 'image/jpeg', kind: 'photo' })
    expect(await typeOfFile('说明.txt', Buffer.from('一段话'))).toEqual({
      mime: 'text/plain',
      kind: 'document',
    })
  })

  test.each([
    ['a program renamed to a picture', '照片.jpg', Buffer.from(`MZ${'\0'.repeat(200)}`, 'latin1')],
    [
      'a Linux program',
      '照片.jpg',
      Buffer.concat([Buffer.from('7f454c460201010000', 'hex'), Buffer.alloc(100)]),
    ],
    ['a script', '说明.txt', Buffer.from('#!/bin/sh\nrm -rf /')],
    ['a shortcut', '文件.lnk', Buffer.from('anything')],
    ['a picture named as a program', '照片.exe', jpeg],
  ])('%s is refused', async (_, name, head) => {
    await expect(typeOfFile(name, head)).rejects.toMatchObject({ code: 'file/type-refused' })
  })
})
