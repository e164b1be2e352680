/** The rows of a list, with its filters, search, sort and page in the address: a page left is found again as it was. */
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { fetched, messageOf, Problem } from '@storelet/shared'
import type { ListDefinition, Row } from './list'

interface Page {
  rows: Row[]
  next_cursor: string | null
  total: number | null
}

const PAGE = 50

export function useList(definition: () => ListDefinition, fixed: () => Record<string, string> = () => ({})) {
  const route = useRoute()
  const router = useRouter()
  const rows = shallowRef<Row[]>([])
  const next = ref<string | null>(null)
  const total = ref<number | null>(null)
  const loading = ref(true)
  const error = shallowRef<unknown>(null)
  /** The cursors of the pages before this one, to go back by. */
  const trail = ref<string[]>([])
  const cursor = ref('')
  let newest = 0

  const asked = computed(() => {
    const named: Record<string, string> = {}
    const known = new Set(definition().filters.flatMap((one) => [one.key, `${one.key}.from`, `${one.key}.to`]))
    for (const [name, value] of Object.entries(route.query)) {
      if (typeof value === 'string' && value && (name === 'q' || name === 'sort' || known.has(name))) named[name] = value
    }
    return named
  })
  const query = computed(() => new URLSearchParams({ ...asked.value, ...fixed() }))

  async function load(): Promise<void> {
    const mine = ++newest
    loading.value = true
    error.value = null
    const parameters = new URLSearchParams(query.value)
    parameters.set('limit', String(PAGE))
    if (cursor.value) parameters.set('cursor', cursor.value)
    else parameters.set('count', 'true')
    try {
      const page = (await (await fetched(`/api/brand/${definition().path}?${parameters}`)).json()) as Page
      if (mine !== newest) return
      rows.value = page.rows
      next.value = page.next_cursor
      if (page.total !== null) total.value = page.total
    } catch (thrown) {
      if (mine === newest) error.value = thrown
    } finally {
      if (mine === newest) loading.value = false
    }
  }

  /** Change what is asked for; the first page of it is shown. An empty value takes a filter away. */
  function ask(change: Record<string, string>): void {
    const wanted: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...route.query, ...change })) {
      if (typeof value === 'string' && value) wanted[name] = value
    }
    void router.replace({ query: wanted })
  }

  function turn(forward: boolean): void {
    if (forward && next.value) {
      trail.value.push(cursor.value)
      cursor.value = next.value
    } else if (!forward && trail.value.length) {
      cursor.value = trail.value.pop() ?? ''
    }
    void load()
  }

  watch(
    [() => definition().path, () => query.value.toString()],
    () => {
      cursor.value = ''
      trail.value = []
      void load()
    },
    { immediate: true },
  )

  return {
    rows,
    total,
    loading,
    asked,
    query,
    page: computed(() => trail.value.length + 1),
    pages: computed(() => (total.value === null ? null : Math.max(1, Math.ceil(total.value / PAGE)))),
    more: computed(() => next.value !== null),
    sort: computed(() => asked.value.sort ?? definition().sort),
    message: computed(() => (error.value ? messageOf(error.value) : '')),
    forbidden: computed(() => error.value instanceof Problem && error.value.status === 403),
    filtered: computed(() => Object.keys(asked.value).some((name) => name !== 'sort')),
    ask,
    turn,
    reload: load,
  }
}

export type List = ReturnType<typeof useList>
