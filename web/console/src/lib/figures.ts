/** The figures of the overview: what each is called, how it is written, and whether more of it is good. */
import { money, number, type Schemas } from '@storelet/shared'
import { say, type Text } from './text'

type Name = keyof Schemas['OverviewFigures']
type Kind = 'money' | 'count' | 'share'

export interface FigureShown {
  name: Name
  label: Text
  kind: Kind
  /** 1: more is better, -1: less is better, 0: neither. */
  good: 1 | 0 | -1
  hint: Text
}

export const FIGURES: FigureShown[] = [
  { name: 'sales', label: ['销售额', 'Sales'], kind: 'money', good: 1, hint: ['顾客实付货款，已扣退款', 'Paid for goods, net of refunds'] },
  { name: 'orders', label: ['订单', 'Orders'], kind: 'count', good: 1, hint: ['已付款的零售订单', 'Paid retail orders'] },
  { name: 'order_value', label: ['客单价', 'Order value'], kind: 'money', good: 1, hint: ['每单货款', 'Goods per order'] },
  { name: 'conversion', label: ['转化率', 'Conversion'], kind: 'share', good: 1, hint: ['订单 ÷ 打开链接的人', 'Orders by people who opened a link'] },
  { name: 'repeat_share', label: ['复购率', 'Repeat orders'], kind: 'share', good: 1, hint: ['老顾客的订单占比', 'Orders of customers who had paid before'] },
  { name: 'commission_share', label: ['佣金占比', 'Commission share'], kind: 'share', good: 0, hint: ['佣金 ÷ 计佣销售额', 'Commission by the sales it is paid on'] },
  { name: 'refund_share', label: ['退款率', 'Refund share'], kind: 'share', good: -1, hint: ['退款 ÷ 实付', 'Refunded by paid'] },
  { name: 'stock_bought', label: ['经销商进货', 'Stock bought'], kind: 'money', good: 1, hint: ['进货实付，退货另计', 'Paid by resellers, before returns'] },
]
const MORE: FigureShown[] = [
  { name: 'gross', label: ['实付', 'Paid'], kind: 'money', good: 1, hint: ['', ''] },
  { name: 'refunded', label: ['退款', 'Refunded'], kind: 'money', good: -1, hint: ['', ''] },
  { name: 'customers', label: ['顾客', 'Customers'], kind: 'count', good: 1, hint: ['', ''] },
  { name: 'clicks', label: ['点击', 'Clicks'], kind: 'count', good: 1, hint: ['', ''] },
  { name: 'people', label: ['访客', 'People'], kind: 'count', good: 1, hint: ['', ''] },
  { name: 'commission', label: ['佣金', 'Commission'], kind: 'money', good: 0, hint: ['', ''] },
  { name: 'stock_returned', label: ['进货退货', 'Stock returned'], kind: 'money', good: -1, hint: ['', ''] },
  { name: 'tiers_up', label: ['升阶', 'Tiers up'], kind: 'count', good: 1, hint: ['', ''] },
  { name: 'tiers_down', label: ['降阶', 'Tiers down'], kind: 'count', good: -1, hint: ['', ''] },
]

/** Hundredths of a percent, as the API gives shares. */
export function share(hundredths: number): string {
  return `${(hundredths / 100).toFixed(2)}%`
}

export function written(kind: Kind, value: number | null, currency: string): string {
  if (value === null) return '—'
  if (kind === 'money') return money(value, currency)
  return kind === 'share' ? share(value) : number(value)
}

/** By how much it moved, in words, and whether that is good news. */
export function moved(figure: FigureShown, now: number | null, before: number | null): { text: string; tone: string } {
  if (now === null || before === null) return { text: '—', tone: '' }
  const change = now - before
  const news = Math.sign(change) * figure.good
  const tone = news > 0 ? 'good' : news < 0 ? 'bad' : ''
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±'
  if (figure.kind === 'share') return { text: `${sign}${(Math.abs(change) / 100).toFixed(2)} pp`, tone }
  if (before === 0) return { text: change === 0 ? '±0%' : '—', tone: '' }
  return { text: `${sign}${Math.abs((change / Math.abs(before)) * 100).toFixed(1)}%`, tone }
}

/** The figures as rows of a file: amounts in minor units stay exact. */
export function figureRows(overview: Schemas['Overview']): (string | number)[][] {
  const rows = [...FIGURES, ...MORE].map((figure) => [
    say(figure.label),
    figure.kind === 'money' ? `${overview.currency} (minor units)` : figure.kind === 'share' ? '0.01%' : '',
    overview.now[figure.name] ?? '',
    overview.before[figure.name] ?? '',
  ])
  return [['figure', 'unit', `${overview.start} – ${overview.end}`, `${overview.before_start} – ${overview.start}`], ...rows]
}
