/** Something loaded from the API, with the states every page shows: loading, failed (with a way to try again), loaded. */
import { computed, onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { messageOf, Problem } from './problem'

export interface Load<T> {
  data: ShallowRef<T | null>
  loading: Ref<boolean>
  error: ShallowRef<unknown>
  message: Readonly<Ref<string>>
  /** The account may not see this: another state than a failure. */
  forbidden: Readonly<Ref<boolean>>
  reload: () => Promise<void>
}

/** Load on mounting, and again by `reload`. An older answer that arrives after a newer one is dropped. */
export function useLoad<T>(ask: () => Promise<T>, options: { now?: boolean } = {}): Load<T> {
  const data: ShallowRef<T | null> = shallowRef(null)
  const loading = ref(options.now !== false)
  const error = shallowRef<unknown>(null)
  let newest = 0

  async function reload(): Promise<void> {
    const mine = ++newest
    loading.value = true
    error.value = null
    try {
      const found = await ask()
      if (mine === newest) data.value = found
    } catch (thrown) {
      if (mine === newest) error.value = thrown
    } finally {
      if (mine === newest) loading.value = false
    }
  }

  if (options.now !== false) onMounted(reload)
  return {
    data,
    loading,
    error,
    message: computed(() => (error.value ? messageOf(error.value) : '')),
    forbidden: computed(() => error.value instanceof Problem && error.value.status === 403),
    reload,
  }
}
