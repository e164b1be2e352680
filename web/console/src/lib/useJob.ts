/** A job, asked for again each second until it is over. */
import { computed, onBeforeUnmount, watch } from 'vue'
import { api, granted, useLoad } from '@storelet/shared'
import { sure, told, useAct } from './useAct'

export function useJob(id: () => string) {
  const params = computed(() => ({ path: { job_id: id() } }))
  const found = useLoad(async () => (id() ? granted(api.GET('/api/brand/jobs/{job_id}', { params: params.value })) : null))
  const job = computed(() => (found.data.value?.job_id === id() ? found.data.value : null))
  const going = computed(() => job.value?.state === 'waiting' || job.value?.state === 'running')
  const share = computed(() => (job.value?.total ? Math.min(100, Math.round((job.value.done / job.value.total) * 100)) : job.value?.state === 'done' ? 100 : 0))
  let timer = 0
  watch([() => found.data.value, () => found.error.value], () => {
    window.clearTimeout(timer)
    if (going.value) timer = window.setTimeout(found.reload, 1000)
  })
  watch(id, found.reload)
  onBeforeUnmount(() => window.clearTimeout(timer))

  const { busy, act, message } = useAct()
  async function cancel(question: string): Promise<void> {
    if (!(await sure(question))) return
    await act(async () => {
      await granted(api.POST('/api/brand/jobs/{job_id}/cancellation', { params: params.value }))
      await found.reload()
    })
    told(message.value)
  }
  return { found, job, going, share, busy, act, message, cancel }
}
