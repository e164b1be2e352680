/** Share kits as their editor holds them: every part is there, so that each field has something to write to. */
import type { Schemas } from '@storelet/shared'
import type { Text } from './text'

export type Part = 'cards' | 'landings'
export type When = Record<string, string[] | number | undefined>
export interface Both {
  zh: string
  en: string
}
export interface Variant {
  id: string
  weight: number
  /** A card's title, a landing's headline. */
  head: Both
  text: Both
  /** A card's picture. */
  source: 'product' | 'store' | 'url' | 'none'
  url: string
  /** What a landing shows. */
  show: 'target' | 'store' | 'product' | 'collection' | 'keyword'
  ref: string
}
export interface Rule {
  id: string
  when: When
  variants: Variant[]
}
export interface Kit {
  cards: Rule[]
  landings: Rule[]
  disclosure: 'always' | 'where_asked'
}
export type KitBody = Schemas['KitBody']

/** Lists that a rule may ask for, each with its choices; none: any words. */
export const ASKS: Record<Part, { name: string; label: Text; choices?: string[] }[]> = {
  cards: [
    { name: 'sharer', label: ['谁分享', 'Who shares'], choices: ['staff', 'reseller', 'regular_customer', 'first_time_customer', 'guest'] },
    { name: 'target', label: ['分享什么', 'What is shared'], choices: ['store', 'product', 'collection', 'page'] },
    { name: 'tiers', label: ['经销商阶梯', 'Reseller’s tier'] },
    { name: 'groups', label: ['卖家批次', 'Seller’s cohort'] },
    { name: 'products', label: ['商品编码', 'Product codes'] },
    { name: 'categories', label: ['分类', 'Categories'] },
    { name: 'channels', label: ['渠道', 'Channels'] },
  ],
  landings: [
    { name: 'opener', label: ['谁打开', 'Who opens'], choices: ['new', 'returning', 'search', 'follower'] },
    { name: 'keywords', label: ['搜索词', 'Searched for'] },
    { name: 'target', label: ['打开什么', 'What is opened'], choices: ['store', 'product', 'collection', 'page'] },
    { name: 'products', label: ['商品编码', 'Product codes'] },
    { name: 'categories', label: ['分类', 'Categories'] },
    { name: 'channels', label: ['渠道', 'Channels'] },
  ],
}
export const COUNTS: { name: string; label: Text }[] = [
  { name: 'min_purchases', label: ['至少买过几单', 'Orders at least'] },
  { name: 'min_years', label: ['至少几年顾客', 'Years as a customer at least'] },
]
export const PLACES: Record<Part, string> = {
  cards: '{name} {seller} {store} {headline} {brand} {product} {product_words} {note} {category} {price} {years} {purchases} {tier} {group}',
  landings: '{seller} {store} {headline} {brand} {product} {product_words} {note} {category} {price} {keyword}',
}

export function newVariant(at: number): Variant {
  return { id: `v${String(at)}`, weight: 1, head: { zh: '', en: '' }, text: { zh: '', en: '' }, source: 'product', url: '', show: 'target', ref: '' }
}
export function newRule(at: number): Rule {
  return { id: `rule-${String(at)}`, when: {}, variants: [newVariant(1)] }
}
const both = (words?: { zh?: string; en?: string }): Both => ({ zh: words?.zh ?? '', en: words?.en ?? '' })

export function kitOf(body: KitBody): Kit {
  return {
    disclosure: body.disclosure,
    cards: (body.cards ?? []).map((rule) => ({
      id: rule.id,
      when: { ...(rule.when as When) },
      variants: rule.variants.map((one) => ({ ...newVariant(1), id: one.id, weight: one.weight, head: both(one.title), text: both(one.text), source: one.picture?.source ?? 'product', url: one.picture?.url ?? '' })),
    })),
    landings: (body.landings ?? []).map((rule) => ({
      id: rule.id,
      when: { ...(rule.when as When) },
      variants: rule.variants.map((one) => ({ ...newVariant(1), id: one.id, weight: one.weight, head: both(one.headline), text: both(one.text), show: one.show?.kind ?? 'target', ref: one.show?.ref ?? '' })),
    })),
  }
}

export function bodyOf(kit: Kit): KitBody {
  return {
    disclosure: kit.disclosure,
    cards: kit.cards.map((rule) => ({
      id: rule.id,
      when: asked(rule.when) as never,
      variants: rule.variants.map((one) => ({ id: one.id, weight: one.weight, title: one.head, text: one.text, picture: { source: one.source, url: one.source === 'url' ? one.url : '' } })),
    })),
    landings: kit.landings.map((rule) => ({
      id: rule.id,
      when: asked(rule.when) as never,
      variants: rule.variants.map((one) => ({ id: one.id, weight: one.weight, headline: one.head, text: one.text, show: { kind: one.show, ref: ['product', 'collection'].includes(one.show) ? one.ref : '' } })),
    })),
  }
}

/** What a rule asks for; what is left out does not matter. */
export function asked(when: When): Record<string, string[] | number> {
  return Object.fromEntries(Object.entries(when).filter((one): one is [string, string[] | number] => (Array.isArray(one[1]) ? one[1].length > 0 : Boolean(one[1]))))
}
