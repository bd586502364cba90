export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp'

/** What a file is by its first bytes, whatever its name says; null where it is none of the kinds that pages show. */
export function pictureType(bytes: Uint8Array): PictureType | null {
  const starts = (signature: number[], at = 0) => signature.every((byte, index) => bytes[at + index] === byte)
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (starts([0xff, 0xd8, 0xff])) return 'image/jpeg'
  const isRiff = starts([0x52, 0x49, 0x46, 0x46]) && starts([0x57, 0x45, 0x42, 0x50], 8)
  return isRiff ? 'image/webp' : null
}
