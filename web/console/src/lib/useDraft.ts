/** A policy being written: it begins from the version in force, and is kept for this tab. */
import { ref, watch, type Ref } from 'vue'
import { api, catalogue, granted, useLoad, type Load } from '@storelet/shared'
import type { DeclaredKind } from './declared'
import { draftOf, type Body, type Kind } from './policy'
import { sure } from './useAct'
import { useKept } from './useKept'

const words = catalogue({
  zh: { sureRestart: '放弃当前草稿，从现行版本重新开始？' },
  en: { sureRestart: 'Drop this draft and begin from the version in force?' },
})

interface Draft {
  body: Ref<Body>
  /** The version in force, or the last one; none where none was published. Before it is there nothing may be typed:
   *  it would take the place of what was begun. */
  current: Load<{ body: Body | undefined }>
  /** Begin again from the version in force, after asking. */
  restart: () => Promise<void>
}

export function useDraft(kind: Kind | DeclaredKind, first: Body): Draft {
  const kept = useKept<Body | null>(draftOf(kind), null)
  const body = ref<Body>(kept.value ?? structuredClone(first))
  const current = useLoad(async () => {
    const versions = await granted(api.GET('/api/brand/policies/{kind}', { params: { path: { kind } } }))
    return { body: (versions.find((one) => one.state === 'in_force') ?? versions[0])?.body as Body | undefined }
  })
  watch(current.data, (found) => {
    if (found?.body && !kept.value) body.value = structuredClone(found.body)
  })
  /** What nobody changed is not kept: a version that somebody else publishes then shows. */
  const untouched = (now: Body) => JSON.stringify(now) === JSON.stringify(current.data.value?.body)
  watch(body, (now) => (kept.value = untouched(now) ? null : now), { deep: true })
  async function restart(): Promise<void> {
    if (!(await sure(words.value.sureRestart))) return
    body.value = structuredClone(current.data.value?.body ?? first)
  }
  return { body, current, restart }
}
