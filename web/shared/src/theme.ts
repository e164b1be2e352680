/** Light or dark: as the device says, or as the reader chose for this browser. */
import { ref, watchEffect } from 'vue'

export type Theme = 'device' | 'light' | 'dark'

const KEPT = 'storelet.theme'
const device = window.matchMedia('(prefers-color-scheme: dark)')
const deviceIsDark = ref(device.matches)
device.addEventListener('change', (change) => {
  deviceIsDark.value = change.matches
})

function kept(): Theme {
  try {
    const text = window.localStorage.getItem(KEPT)
    return text === 'light' || text === 'dark' ? text : 'device'
  } catch {
    return 'device'
  }
}

export const theme = ref<Theme>(kept())
export const dark = ref(false)

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen
  try {
    window.localStorage.setItem(KEPT, chosen)
  } catch {
    // Then for this page alone.
  }
}

// Element Plus reads the one class, Vant the other.
watchEffect(() => {
  dark.value = theme.value === 'device' ? deviceIsDark.value : theme.value === 'dark'
  const root = document.documentElement
  root.classList.toggle('dark', dark.value)
  root.classList.toggle('van-theme-dark', dark.value)
  root.style.colorScheme = dark.value ? 'dark' : 'light'
})
