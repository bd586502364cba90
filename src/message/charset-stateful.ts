import iconv from 'iconv-lite'

type Stateful = 'iso-2022-jp' | 'iso-2022-kr' | 'hz-gb-2312' | 'utf-7'

/** Charsets that write everything in seven bits and switch by escape sequences. */
export function isStateful(name: string | null): name is Stateful {
  return name === 'iso-2022-jp' || name === 'iso-2022-kr' || name === 'hz-gb-2312' || name === 'utf-7'
}

/** Never throws; escape sequences that make no sense are left as they are. */
export function decodeStateful(bytes: Buffer, name: Stateful): string {
  if (name === 'iso-2022-jp') return new TextDecoder('iso-2022-jp').decode(bytes)
  if (name === 'iso-2022-kr') return decodeIso2022Kr(bytes)
  if (name === 'hz-gb-2312') return decodeHz(bytes)
  return iconv.decode(bytes, 'utf-7')
}

const [SHIFT_OUT, SHIFT_IN] = ['\u000e', '\u000f']
const SHIFTED = new RegExp(`${SHIFT_OUT}([^${SHIFT_OUT}${SHIFT_IN}]*)${SHIFT_IN}?`, 'g')

/** RFC 1557: shift-out and shift-in around KS X 1001 with the high bits taken off. */
function decodeIso2022Kr(bytes: Buffer): string {
  const text = bytes.toString('latin1').replaceAll('\u001b$)C', '')
  return text.replaceAll(SHIFTED, (_, coded: string) => decodeWithHighBits(coded, 'cp949'))
}

/** RFC 1843: GB 2312 between ~{ and ~}. */
function decodeHz(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(/~\{([^~]*)(?:~\}|$)/g, (_, coded: string) => decodeWithHighBits(coded, 'gb18030'))
    .replaceAll('~~', '~')
}

function decodeWithHighBits(coded: string, charset: string): string {
  const bytes = Buffer.from(coded, 'latin1')
  for (let index = 0; index < bytes.length; index++) bytes[index] = (bytes[index] ?? 0) | 0x80
  return iconv.decode(bytes, charset)
}

/** Japanese whose label was lost still announces itself: ESC $ @, ESC $ B or ESC $ ( D. */
export function hasJapaneseEscapes(text: string): boolean {
  return ['@', 'B', '('].some((sign) => text.includes(`\u001b$${sign}`))
}
