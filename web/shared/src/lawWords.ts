/**
 * Why a figure is what it is, in the reader's language and money. The law tells each reason with a stable code, its
 * figures and a plain English sentence in minor units (commission/money/faults.py); here each code has its words, with
 * amounts as the reader writes them. tests/web/test_law_words.py walks the law and fails where a code has none.
 */
import { day, money, percent } from './format'
import { language, type Language } from './words'

export interface LawReason {
  code: string
  text: string
  facts?: Record<string, unknown>
}
interface Facts {
  /** An amount of minor units as money. */
  m: (name: string) => string
  /** A rate as a percentage. */
  r: (name: string) => string
  /** A name or a count as it is; empty where the law did not tell it. */
  t: (name: string) => string
  /** An instant's day; empty where there is none. */
  d: (name: string) => string
  /** Units of each SKU that would do alone: `12 件 MUG`. */
  units: (each: (qty: string, sku: string) => string) => string
}
type Says = (of: Facts) => string
type Pair = Record<Language, Says>

const COUNTED: Record<string, Record<Language, string>> = {
  list: { zh: '已买且未退的货品按标价', en: 'stock bought and not returned, at list price' },
  paid: { zh: '已买且未退的货品按实付', en: 'stock bought and not returned, at the price paid' },
  sell_through: { zh: '自有库存已售给顾客且未退款的部分按标价', en: 'own stock sold to customers and not refunded, at list price' },
}
const counted = (of: Facts, tongue: Language): string => COUNTED[of.t('basis')]?.[tongue] ?? of.t('basis')
function span(of: Facts, tongue: Language): string {
  const days = of.t('days')
  const period = of.t('period')
  const said: Record<string, Record<Language, string>> = {
    order: { zh: '此前的订单不计', en: 'no earlier order counts' },
    rolling_days: { zh: days ? `近 ${days} 天` : '滚动期内', en: days ? `in the last ${days} days` : 'in the rolling window' },
    calendar: {
      zh: ({ month: '本月', quarter: '本季度', year: '本年' } as Record<string, string>)[period] ?? '本期',
      en: `in this calendar ${period || 'period'}`,
    },
    lifetime: { zh: '累计至今', en: 'of all time' },
  }
  return said[of.t('window')]?.[tongue] ?? ''
}
const THROUGH: Record<string, Record<Language, (amount: string) => string>> = {
  this_order: { zh: (sum) => `本单再加标价 ${sum} 的货品`, en: (sum) => `${sum} more at list price in this order` },
  later_order: { zh: (sum) => `下一单之前再买标价 ${sum} 的货品`, en: (sum) => `${sum} more at list price before a later order` },
  sell_through: { zh: (sum) => `再向顾客售出标价 ${sum} 的货品`, en: (sum) => `${sum} more at list price sold to customers` },
}
function needs(of: Facts, tongue: Language): string {
  if (of.t('amount') === '0') return tongue === 'zh' ? '无需再买，本单付款后下一单即可享受' : 'nothing more: once this order is paid, the next one has it'
  const goods = THROUGH[of.t('through')]?.[tongue](of.m('list')) ?? of.m('list')
  const alone = of.units((qty, sku) => (tongue === 'zh' ? `，或 ${qty} 件 ${sku}` : `, or ${qty} of ${sku} alone`))
  return goods + alone
}
const same = (zh: string, en: string): Pair => ({ zh: () => zh, en: () => en })

/** One entry a code. */
export const LAW_WORDS: Record<string, Pair> = {
  volume_before: {
    zh: (of) => `本单之前计入档位的累计量为 ${of.m('volume')}（${span(of, 'zh')}，${counted(of, 'zh')}计）。`,
    en: (of) => `What counts for the tier before this order is ${of.m('volume')}: ${counted(of, 'en')}, ${span(of, 'en')}.`,
  },
  tier_reached: {
    zh: (of) => `累计 ${of.m('reached')}（其中本单 ${of.m('added')}），达到档位 ${of.t('tier')}（门槛 ${of.m('threshold')}）。`,
    en: (of) => `${of.m('reached')}, of which this order brings ${of.m('added')}, reaches tier ${of.t('tier')} (from ${of.m('threshold')}).`,
  },
  tier_price: {
    zh: (of) => `计入档位的商品每件按标价的 ${of.r('price_rate')} 计价。`,
    en: (of) => `Every unit that counts for the tiers costs ${of.r('price_rate')} of its list price.`,
  },
  piece_price: {
    zh: (of) => `标价中的 ${of.m('list')} 落在档位 ${of.t('tier')}，按 ${of.r('price_rate')} 计价。`,
    en: (of) => `${of.m('list')} of list value lies in tier ${of.t('tier')} and costs ${of.r('price_rate')} of it.`,
  },
  not_tier_eligible: {
    zh: (of) => `${of.t('sku')} 不计入档位：按标价 ${of.m('net')} 计价，也不计入累计量。`,
    en: (of) => `${of.t('sku')} is outside the tiers: it costs its list price ${of.m('net')} and counts in no volume.`,
  },
  next_tier: {
    zh: (of) => `升到档位 ${of.t('tier')}${of.t('price_rate') ? `（标价的 ${of.r('price_rate')}）` : ''}还需：${needs(of, 'zh')}。`,
    en: (of) => `Tier ${of.t('tier')}${of.t('price_rate') ? ` (${of.r('price_rate')} of list)` : ''} needs ${needs(of, 'en')}.`,
  },
  no_next_tier: same('没有更高的档位可以达到。', 'No further tier can be reached.'),
  gross_kept_price: {
    zh: (of) => `连同本次共退 ${of.t('units_back')} / ${of.t('units')} 件；总实付 ${of.m('paid')}，本次应退 ${of.m('gross')}（按累计应退减去此前已退，分毫不差）。`,
    en: (of) => `${of.t('units_back')} of ${of.t('units')} units are back with these; of the ${of.m('paid')} paid, ${of.m('gross')} belongs to them, less nothing but what earlier returns took.`,
  },
  gross_kept_repriced: {
    zh: (of) => `实付 ${of.m('paid')}，减去留下的货按其档位的价格 ${of.m('kept_price')}，再减去此前已退 ${of.m('refunded_before')}，得 ${of.m('difference')}。`,
    en: (of) => `${of.m('paid')} paid, less ${of.m('kept_price')} for what is kept at its own tier, less ${of.m('refunded_before')} refunded before: ${of.m('difference')}.`,
  },
  raised_to_floor: {
    zh: (of) => `所退货品至少退回实付的 ${of.r('floor_rate')}，即 ${of.m('floor')}。`,
    en: (of) => `At least ${of.r('floor_rate')} of the price paid for these units comes back: ${of.m('floor')}.`,
  },
  cut_to_ceiling: {
    zh: (of) => `不超过至今所退货品的实付，即 ${of.m('ceiling')}。`,
    en: (of) => `No more comes back than was paid for all units returned so far: ${of.m('ceiling')}.`,
  },
  restocking_fee: {
    zh: (of) => `手续费为全部所退金额的 ${of.r('restocking_rate')}，扣除此前已收，本次 ${of.m('fee')}。`,
    en: (of) => `The restocking fee is ${of.r('restocking_rate')} of all that went back, less what was charged before: ${of.m('fee')}.`,
  },
  no_fee: same('不收手续费。', 'There is no restocking fee.'),
  refund: { zh: (of) => `退款 ${of.m('refund')}。`, en: (of) => `The refund is ${of.m('refund')}.` },
  tier_stays: {
    zh: (of) => `累计量由 ${of.m('volume_before')} 变为 ${of.m('volume_after')}；档位 ${of.t('tier_before')} 不变。`,
    en: (of) => `What counts for the tier goes from ${of.m('volume_before')} to ${of.m('volume_after')}; tier ${of.t('tier_before')} stays.`,
  },
  tier_moves: {
    zh: (of) => `累计量由 ${of.m('volume_before')} 变为 ${of.m('volume_after')}；档位由 ${of.t('tier_before')} 变为 ${of.t('tier_after')}。`,
    en: (of) => `What counts for the tier goes from ${of.m('volume_before')} to ${of.m('volume_after')}; the tier goes from ${of.t('tier_before')} to ${of.t('tier_after')}.`,
  },
  return_window_closed: {
    zh: (of) => `付款后 ${of.t('window_days')} 天内可退${of.d('closed_at') ? `，已于 ${of.d('closed_at')} 截止` : '，现在不在可退时间内'}。`,
    en: (of) => `What was bought could go back for ${of.t('window_days')} days from payment${of.d('closed_at') ? `, until ${of.d('closed_at')}` : '; not at this moment'}.`,
  },
  nothing_in_hand: {
    zh: (of) => `共 ${of.t('units')} 件，已售 ${of.t('sold')}，已退 ${of.t('returned')}：没有可退的了。`,
    en: (of) => `Of ${of.t('units')} units ${of.t('sold')} are sold and ${of.t('returned')} returned: none is left to go back.`,
  },
  return_of_nothing: same('至少退 1 件。', 'A return takes back at least one unit.'),
  too_many_returned: {
    zh: (of) => `尚可退 ${of.t('returnable')} 件，不能退 ${of.t('asked')} 件。`,
    en: (of) => `${of.t('returnable')} units can still be returned, not ${of.t('asked')}.`,
  },
  preview_expired: same('预览已过期，请重新预览。', 'The preview has expired; look again.'),
  preview_outdated: same('预览之后数字有变化，请重新预览。', 'The figures moved since the preview; look again.'),
  not_enough_own_stock: {
    zh: (of) => `自有库存只有 ${of.t('in_hand')} 件，不足 ${of.t('asked')} 件。`,
    en: (of) => `Own stock holds ${of.t('in_hand')} units, not ${of.t('asked')}.`,
  },
  too_many_refunded: {
    zh: (of) => `尚可退款 ${of.t('refundable')} 件，不能退 ${of.t('asked')} 件。`,
    en: (of) => `${of.t('refundable')} units can still be refunded, not ${of.t('asked')}.`,
  },
  payable: { zh: (of) => `可付 ${of.m('amount')}。`, en: (of) => `${of.m('amount')} is available.` },
  nothing_available: same('目前没有可付的金额。', 'Nothing is available.'),
  below_minimum: {
    zh: (of) => `${of.m('amount')} 低于最低付款额 ${of.m('minimum')}。`,
    en: (of) => `${of.m('amount')} is below the minimum of ${of.m('minimum')}.`,
  },
  seller_suspended: same('卖家已停用：可提现金额保留。', 'The seller is suspended: what is available waits.'),
  no_rail: same('卖家没有填写收款方式。', 'The seller has named no rail to be paid over.'),
  rail_unknown: same('没有可用的收款方式。', 'The payee has no rail that is in operation.'),
  account_missing: same('没有填写收款账号。', 'The payee has given no account for this rail.'),
  identity_unverified: same('户名尚未核对。', "The payee's identity has not been verified."),
  name_mismatch: same('收款户名与核对过的姓名不一致。', "The account is not in the payee's verified name."),
  tax_status_unknown: same('税务身份未知。', 'It is not known how the payee is taxed.'),
  no_withholding_table: {
    zh: (of) => `${of.t('jurisdiction')} 没有适用于“${of.t('tax_status')}”的扣税规则。`,
    en: (of) => `No withholding table is known for ${of.t('tax_status')} in ${of.t('jurisdiction')}.`,
  },
  excluded_person: same('依法不得从销售中获得收入（G-09）。', 'The law excludes this person from earning (G-09).'),
  payout_state: {
    zh: () => '这笔付款的状态不允许此操作。',
    en: (of) => `A payout item that is ${of.t('state')} cannot become ${of.t('following')}.`,
  },
  commission_not_pending: same('只有待结算的佣金可以这样处理。', 'Only a pending commission line can be changed so.'),
  commission_not_held: same('只有审核中的佣金可以这样处理。', 'Only a held commission line can be changed so.'),
}

function factsOf(reason: LawReason, currency: string): Facts {
  const facts = reason.facts ?? {}
  const text = (name: string): string => {
    const found = facts[name]
    // What the law told as nothing arrives as the word for it.
    return typeof found === 'number' || (typeof found === 'string' && found !== 'None') ? String(found) : ''
  }
  return {
    t: text,
    m: (name) => money(Number(text(name) || 0), currency),
    r: (name) => percent(text(name) || '0', 2),
    d: (name) => (text(name) ? day(text(name).replace(' ', 'T')) : ''),
    units: (each) =>
      Object.entries((facts.units ?? {}) as Record<string, number>)
        .map(([sku, qty]) => each(String(qty), sku))
        .join(''),
  }
}

/** The reason in the reader's language; one that this release does not know is told as the law did. */
export function lawSays(reason: LawReason, currency: string): string {
  return LAW_WORDS[reason.code]?.[language.value](factsOf(reason, currency)) ?? reason.text
}
