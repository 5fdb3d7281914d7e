import { describe, expect, it } from 'vitest'
import { installCommand, missingLibraries, packagesFor } from '../../../scripts/system-libraries.ts'

const lddOutput = `	linux-vdso.so.1 (0x00007ffd0f5f2000)
	libffmpeg.so => /opt/app dir/libffmpeg.so (0x00007f1e3e000000)
	libgtk-3.so.0 => not found
	libnss3.so => /lib/x86_64-linux-gnu/libnss3.so (0x00007f1e3de00000)
	libgbm.so.1 => not found
	libgtk-3.so.0 => not found
	/lib64/ld-linux-x86-64.so.2 (0x00007f1e4a8d5000)
`

describe('A machine that cannot start the app yet', () => {
  it('hears which libraries are missing, each named once', () => {
    expect(missingLibraries(lddOutput)).toEqual(['libgtk-3.so.0', 'libgbm.so.1'])
  })

  it('hears of nothing when every library is found', () => {
    expect(missingLibraries('\tlibnss3.so => /lib/libnss3.so (0x1)\n')).toEqual([])
    expect(missingLibraries('\tstatically linked\n')).toEqual([])
  })

  it('is asked to install only what it lacks', () => {
    const onlyFonts = { libraries: [], virtualDisplay: false, chineseFonts: true }
    expect(packagesFor(onlyFonts)).toEqual(['fontconfig', 'fonts-noto-cjk'])
    expect(packagesFor({ ...onlyFonts, chineseFonts: false })).toEqual([])
  })

  it('is told one command that installs libraries, virtual display and fonts together', () => {
    const command = installCommand({
      libraries: ['libgtk-3.so.0'],
      virtualDisplay: true,
      chineseFonts: true,
    })
    expect(command).toMatch(/^sudo apt-get update && sudo apt-get install -y /)
    for (const name of ['libgtk-3-0', 'libnss3', 'xvfb', 'xauth', 'fonts-noto-cjk']) {
      expect(command).toContain(` ${name}`)
    }
  })
})
