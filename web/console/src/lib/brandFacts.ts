/** The brand's currency and time zone: what amounts and days of the console are written in. */
import { computed } from 'vue'
import { session } from '@storelet/shared'

export const currency = computed(() => session.who?.brand.currency ?? 'CNY')
export const zone = computed(() => session.who?.brand.timezone)
export const slug = computed(() => session.who?.brand.slug ?? session.brand)
