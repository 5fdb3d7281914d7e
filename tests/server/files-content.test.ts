import { Document, Packer, Paragraph } from 'docx'
import ExcelJS from 'exceljs'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { checkContent } from '../../server/files/content-check.ts'
import { picture } from '../support/attachment-files.ts'
import { type ZipPart, zipOf } from '../support/zip-bytes.ts'

/** Judges bytes, and counts how many of them were read for it. */
async function judge(bytes: Buffer, mime: string, name = '样例') {
  let read = 0
  const source = {
    size: bytes.length,
    bytes: async (start: number, length: number) => {
      const part = bytes.subarray(start, start + length)
      read += part.length
      return part
    },
  }
  return { verdict: await checkContent(source, { name, mime }), read }
}
const verdict = async (bytes: Buffer, mime: string, name?: string) => (await judge(bytes, mime, name)).verdict

const hex = (text: string, length = 600) =>
  Buffer.concat([Buffer.from(text.replaceAll(' ', ''), 'hex'), Buffer.alloc(length)])
const archive = (...parts: ZipPart[]) => zipOf(parts)
const office = (...parts: ZipPart[]) =>
  archive({ name: '[Content_Types].xml' }, { name: 'word/document.xml' }, ...parts)

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const zip = 'application/zip'
const svg = 'image/svg+xml'

describe('Files that people attach are taken', () => {
  it('pictures, whichever of its names a picture goes by', async () => {
    expect(await verdict(picture(100), 'image/jpeg')).toBeNull()
    expect(await verdict(picture(100), 'image/png')).toBeNull()
    expect(await verdict(hex('89504e470d0a1a0a0000000d49484452'), 'image/png')).toBeNull()
    expect(
      await verdict(hex('0000001c66747970 68656963 00000000 6d696631 68656963'), 'image/heic'),
    ).toBeNull()
  })

  it('documents and tables as Office and its like write them', async () => {
    const text = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('样例')] }] }))
    expect(await verdict(text, docx)).toBeNull()
    const book = new ExcelJS.Workbook()
    book.addWorksheet('样例').addRow(['样例', 1])
    expect(await verdict(Buffer.from(await book.xlsx.writeBuffer()), xlsx)).toBeNull()
    expect(await verdict(Buffer.from('%PDF-1.7\n样例'), 'application/pdf')).toBeNull()
    expect(await verdict(hex('d0cf11e0a1b11ae1', 2000), 'application/msword')).toBeNull()
    expect(
      await verdict(
        archive({ name: 'mimetype', content: Buffer.from('application/vnd.oasis'), stored: true }),
        'application/vnd.oasis.opendocument.text',
      ),
    ).toBeNull()
  })

  it('recordings, and text in any encoding that offices use', async () => {
    expect(
      await verdict(hex('1a45dfa3 9f4286810142f7810142f2810442f381084282847765626d'), 'audio/webm'),
    ).toBeNull()
    expect(
      await verdict(
        Buffer.concat([Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt '), Buffer.alloc(100)]),
        'audio/wav',
      ),
    ).toBeNull()
    const table = '企业,城市\r\n样例公司,深圳\r\n'
    expect(await verdict(Buffer.from(table), 'text/csv')).toBeNull()
    expect(await verdict(iconv.encode(table, 'gb18030'), 'text/csv')).toBeNull()
    expect(await verdict(Buffer.from(`\ufeff${table}`, 'utf16le'), 'text/csv')).toBeNull()
    expect(await verdict(Buffer.from('年'.repeat(50_000)), 'text/plain')).toBeNull()
    expect(await verdict(Buffer.alloc(0), 'text/plain')).toBeNull()
  })

  it('archives of a sensible size, and drawings that only draw', async () => {
    const parts = Array.from({ length: 300 }, (_, n) => ({ name: `照片/${n}.jpg`, content: picture(2000) }))
    expect(await verdict(archive(...parts), zip)).toBeNull()
    const inner = archive({ name: '样例.txt' })
    expect(await verdict(archive({ name: '资料.zip', content: inner, stored: true }), zip)).toBeNull()
    expect(
      await verdict(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'), svg),
    ).toBeNull()
    expect(await verdict(picture(10), 'application/octet-stream')).toBeNull()
  })
})

describe('A file that is not what it says is refused', () => {
  it('when its content is of another kind', async () => {
    const pdf = Buffer.from('%PDF-1.7\n样例')
    expect(await verdict(pdf, 'image/jpeg')).toBe('type-mismatch')
    expect(await verdict(picture(10), 'application/pdf')).toBe('type-mismatch')
    expect(await verdict(Buffer.from('样例'), 'image/png')).toBe('type-mismatch')
    expect(await verdict(archive({ name: 'a.txt' }), docx)).toBe('type-mismatch')
    expect(await verdict(Buffer.from('<svg></svg>'), 'image/png')).toBe('type-mismatch')
  })

  it('when nobody here knows what it is', async () => {
    expect(await verdict(hex('00010203040506'), 'application/octet-stream')).toBe('type-not-allowed')
    expect(await verdict(hex('526172211a0700'), 'application/octet-stream')).toBe('type-not-allowed')
    expect(await verdict(hex('377abcaf271c'), 'application/octet-stream')).toBe('type-not-allowed')
    expect(await verdict(hex('1f8b0800'), 'application/octet-stream')).toBe('type-not-allowed')
    expect(
      await verdict(
        Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(200)]),
        'application/octet-stream',
      ),
    ).toBe('type-not-allowed')
    expect(await verdict(archive({ name: 'a.txt' }).subarray(0, 40), zip)).toBe('type-not-allowed')
  })
})

describe('A program is refused', () => {
  it('whatever it calls itself', async () => {
    for (const mime of ['image/jpeg', 'application/pdf', 'application/octet-stream', 'text/plain']) {
      expect(await verdict(hex('4d5a9000030000000400'), mime)).toBe('executable')
      expect(await verdict(hex('7f454c460201010000'), mime)).toBe('executable')
      expect(await verdict(hex('cffaedfe07000001'), mime)).toBe('executable')
      expect(await verdict(Buffer.from('#!/bin/sh\necho'), mime)).toBe('executable')
    }
  })

  it('when its text would run by its name', async () => {
    for (const name of ['样例.BAT', 'a.txt.js', 'x.vbs ', 'x.ps1.', '链接.lnk', 'a.hta'])
      expect(await verdict(Buffer.from('echo'), 'text/plain', name)).toBe('executable')
  })

  it('inside an archive, as a macro of a document, and as an installer that looks like an old document', async () => {
    expect(await verdict(archive({ name: '说明.txt' }, { name: '安装/setup.EXE' }), zip)).toBe('executable')
    expect(await verdict(archive({ name: 'META-INF/MANIFEST.MF' }), zip)).toBe('executable')
    expect(await verdict(office({ name: 'word/vbaProject.bin' }), docx)).toBe('executable')
    const nested = archive({ name: 'x.exe' })
    expect(await verdict(archive({ name: 'a.zip', content: nested, stored: true }), zip)).toBe('executable')
    const installer = hex('d0cf11e0a1b11ae1', 2000)
    installer.writeUInt16LE(9, 30)
    installer.writeUInt32LE(0, 48)
    Buffer.from('84100c0000000000c000000000000046', 'hex').copy(installer, 512 + 80)
    expect(await verdict(installer, 'application/msword')).toBe('executable')
  })
})

describe('What would run in a browser is refused', () => {
  it('web pages, in every disguise', async () => {
    const pages = [
      '<!DOCTYPE html><p>',
      '  \n<html>',
      '<!-- 样例 --><HTML>',
      '<?xml version="1.0"?><html>',
      '<script>1</script>',
    ]
    for (const page of pages) expect(await verdict(Buffer.from(page), 'text/plain')).toBe('active-content')
    expect(await verdict(Buffer.from('\ufeff<html><script>', 'utf16le'), 'text/plain')).toBe('active-content')
  })

  it('drawings with scripts, handlers, foreign content or entities', async () => {
    const bodies = [
      '<script>alert(1)</script>',
      '<g onload="alert(1)"/>',
      '<g\nonclick =alert(1) />',
      '<a href="java\tscript:alert(1)"/>',
      '<a href="&#106;avascript&#x3a;alert(1)"/>',
      '<foreignObject><p/></foreignObject>',
      '<use href="data:text/html,x"/>',
      '<s:script xmlns:s="http://www.w3.org/2000/svg"/>',
    ]
    for (const body of bodies)
      expect([
        body,
        await verdict(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${body}</svg>`), svg),
      ]).toEqual([body, 'active-content'])
    const entity = '<!DOCTYPE svg [<!ENTITY x "y">]><svg>&x;</svg>'
    expect(await verdict(Buffer.from(entity), svg)).toBe('active-content')
    const far = `<svg>${' '.repeat(100_000)}<script/></svg>`
    expect(await verdict(Buffer.from(far), svg)).toBe('active-content')
  })
})

describe('A file bomb is refused without being unpacked', () => {
  it('when it says that it becomes absurdly large', async () => {
    const zeros = Buffer.alloc(150_000_000)
    const bomb = archive({ name: '样例.txt', content: zeros })
    const { verdict: judged, read } = await judge(bomb, zip)
    expect(judged).toBe('archive-bomb')
    expect(read).toBeLessThan(2 * bomb.length)
    expect(
      await verdict(archive({ name: 'a.txt', says: 0xfffffffe }, { name: 'b.txt', says: 0xfffffffe }), zip),
    ).toBe('archive-bomb')
    expect(await verdict(office({ name: 'word/media/a.png', says: 0xfffffff0 }), docx)).toBe('archive-bomb')
  })

  it('when its parts lie on top of each other', async () => {
    const parts = Array.from({ length: 50 }, (_, n) => ({
      name: `${n}.txt`,
      content: picture(5000),
      overlaps: n > 0,
    }))
    expect(await verdict(archive(...parts), zip)).toBe('archive-bomb')
  })

  it('when it hides archives within archives, or an archive that shrinks as no archive does', async () => {
    let nested = archive({ name: '样例.txt' })
    for (let depth = 0; depth < 4; depth++)
      nested = archive({ name: `${depth}.zip`, content: nested, stored: true })
    expect(await verdict(nested, zip)).toBe('archive-bomb')
    const many = Array.from({ length: 16 }, (_, n) => ({
      name: `lib ${n}.zip`,
      content: archive({ name: 'x.txt' }),
    }))
    expect(await verdict(archive(...many), zip)).toBe('archive-bomb')
    const hollow = archive({ name: 'a.txt', content: Buffer.alloc(3_000_000), stored: true })
    expect(await verdict(archive({ name: 'a.zip', content: hollow }), zip)).toBe('archive-bomb')
  })

  it('when its directory is damaged or endless', async () => {
    const good = archive({ name: 'a.txt' })
    const endless = Buffer.from(good)
    endless.writeUInt16LE(0xfffe, endless.length - 12)
    expect(await verdict(endless, zip)).toBe('type-not-allowed')
    const outside = Buffer.from(good)
    outside.writeUInt32LE(0x7fffffff, outside.length - 6)
    expect(await verdict(outside, zip)).toBe('type-not-allowed')
    for (let cut = 1; cut < good.length; cut += 7) {
      const answer = await verdict(good.subarray(0, good.length - cut), zip)
      expect(['type-not-allowed', 'type-mismatch']).toContain(answer)
    }
  })
})
