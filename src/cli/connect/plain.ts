// What others wrote, made harmless for a screen of columns: control characters become pictures, and what turns the direction goes.
import { visible } from '../visible.ts'

/** In a row that others share an isolate that is not closed would turn its neighbours, too. */
const turning = /[\u061c\u200e\u200f\u2066-\u2069]/g

/** Line breaks and TABs stay. */
export const plainText = (text: string): string => text.split('\n').map(visible).join('\n').replaceAll(turning, '')

/** In one line: line breaks and runs of spaces become one space. */
export const plainLine = (text: string): string => plainText(text).replaceAll(/\s+/g, ' ').trim()
