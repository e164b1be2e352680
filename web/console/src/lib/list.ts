/** What a list of the console is: where it comes from, its columns, and what it is filtered by. */
import type { RouteLocationRaw } from 'vue-router'
import type { Text } from './text'

export type Row = Record<string, unknown>

export type ColumnKind =
  | 'text'
  | 'code'
  | 'money'
  | 'number'
  | 'percent'
  | 'instant'
  | 'day'
  | 'state'
  | 'truth'
  | 'list'
  | 'json'

export interface Column {
  key: string
  label: Text
  kind?: ColumnKind
  /** The name the API sorts by, where it sorts by this column. */
  sort?: string
  /** Where the cell leads. */
  to?: (row: Row) => RouteLocationRaw | undefined
  /** A second, quiet line under the first. */
  under?: (row: Row) => string
  /** For `money`: the field with the currency; the brand's own without one. */
  currency?: string
  /** For `state`: this column's own words for values that mean something else elsewhere. */
  said?: Record<string, Text>
  /** The cell's text, where the field itself is not it. */
  text?: (row: Row) => string
}

export type FilterKind = 'choice' | 'text' | 'truth' | 'dates'

export interface Filter {
  key: string
  label: Text
  kind: FilterKind
  /** For `choice`: values, in the words of `vocabulary.ts`. */
  choices?: string[]
  /** Its own words for them, where `vocabulary.ts` means something else. */
  said?: Record<string, Text>
}

export interface ListDefinition {
  /** The API's list, below `/api/brand/`. */
  path: string
  /** Its name among the exports; none: it cannot be exported. */
  exported?: string
  columns: Column[]
  filters: Filter[]
  sort: string
  /** What the search looks in. */
  searched?: Text
  /** The field that tells rows apart. */
  id: string
  empty: Text
}
