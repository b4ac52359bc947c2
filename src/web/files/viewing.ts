// Which file one looks at, in front of the page.
import type { FileRow } from '../../protocol/files.ts'
import { storeOf } from '../store.ts'

export type Viewed = { readonly room: number; readonly file: FileRow }

export const viewed = storeOf<Viewed | undefined>(undefined)

export const view = (room: number, file: FileRow): void => viewed.set(() => ({ room, file }))
export const viewNothing = (): void => viewed.set(() => undefined)
