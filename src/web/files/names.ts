// What the name of a file alone says.
import type { FileRow } from '../../protocol/files.ts'

/** The name without the folders it lies in. */
export const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

/** What the hub lets a browser show as a picture. */
export const isPicture = (name: string): boolean => /\.(?:png|jpe?g|gif|webp|avif)$/i.test(name)

/** Larger pictures are not fetched before somebody wants to see them. */
const pictureBytesMax = 8_000_000

export const hasPicture = ({ name, bytes }: Pick<FileRow, 'name' | 'bytes'>): boolean => isPicture(name) && bytes <= pictureBytesMax
