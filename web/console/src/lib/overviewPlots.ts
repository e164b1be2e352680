/** The plots of the overview, from its answer. */
import { decimalText, money, number, type Schemas } from '@storelet/shared'
import type { Plot } from './plot'
import { say, type Text } from './text'

type Overview = Schemas['Overview']

export interface OverviewPlot {
  name: string
  title: string
  plot: Plot
  wide?: boolean
}

const NOW: Text = ['本期', 'This period']
const BEFORE: Text = ['上期', 'Period before']
const DAY: Text = ['日期', 'Day']

/** Every bucket of a period in order, so that a day without a sale is drawn as one. */
function buckets(start: string, end: string, bucket: string, zone: string): string[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  const first = new Date(`${format.format(new Date(start))}T00:00:00Z`)
  if (bucket === 'week') first.setUTCDate(first.getUTCDate() - ((first.getUTCDay() + 6) % 7))
  if (bucket === 'month') first.setUTCDate(1)
  const last = format.format(new Date(new Date(end).getTime() - 1))
  const days: string[] = []
  for (const at = first; days.length < 1200; ) {
    const day = at.toISOString().slice(0, 10)
    if (day > last) break
    days.push(day)
    if (bucket === 'month') at.setUTCMonth(at.getUTCMonth() + 1)
    else at.setUTCDate(at.getUTCDate() + (bucket === 'week' ? 7 : 1))
  }
  return days
}

function byDay<Point extends { day: string }>(points: Point[], days: string[], of: (point: Point) => number): number[] {
  const known = new Map(points.map((point) => [point.day, of(point)]))
  return days.map((day) => known.get(day) ?? 0)
}

const short = (value: number) =>
  Math.abs(value) >= 1e8 ? `${value / 1e8}e8` : Math.abs(value) >= 1e4 ? `${Math.round(value / 1e3)}k` : String(value)

export function overviewPlots(overview: Overview): OverviewPlot[] {
  const { currency, timezone, bucket } = overview
  const days = buckets(overview.start, overview.end, bucket, timezone)
  const earlier = buckets(overview.before_start, overview.start, bucket, timezone)
  const labels = days.map((day) => (bucket === 'month' ? day.slice(0, 7) : day.slice(5)))
  const major = (minor: number) => Number(decimalText(minor, currency))
  const asMoney = (value: number) => money(Math.round(value * 10 ** (decimalText(0, currency).split('.')[1]?.length ?? 0)), currency)
  const line = { type: 'line', symbol: 'none', lineStyle: { width: 2 } }

  // Half an order is none: counts are drawn at whole numbers.
  const steps = (written: (value: number) => string) => (written === number ? { minInterval: 1 } : {})

  function lines(name: string, title: Text, series: [Text, number[]][], written: (value: number) => string, wide = false): OverviewPlot {
    const some = series.some(([, values]) => values.some((value) => value !== 0))
    return {
      name,
      title: say(title),
      wide,
      plot: {
        heading: [say(DAY), ...series.map(([label]) => say(label))],
        rows: some ? days.map((day, at) => [day, ...series.map(([, values]) => values[at] ?? 0)]) : [],
        written,
        option: {
          legend: {},
          xAxis: { type: 'category', data: labels, boundaryGap: false },
          yAxis: { type: 'value', axisLabel: { formatter: short }, ...steps(written) },
          series: series.map(([label, data], at) => ({
            ...line,
            name: say(label),
            data,
            ...(at === 0 ? { areaStyle: { opacity: 0.08 } } : { lineStyle: { width: 1.5, type: name === 'sales' ? 'dashed' : 'solid' } }),
          })),
        },
      },
    }
  }

  function bars(name: string, title: Text, rows: [string, number][], written: (value: number) => string, heading: Text, wide = false): OverviewPlot {
    const drawn = [...rows].reverse()
    return {
      name,
      title: say(title),
      wide,
      plot: {
        heading: ['', say(heading)],
        rows,
        written,
        option: {
          xAxis: { type: 'value', axisLabel: { formatter: short }, ...steps(written) },
          yAxis: { type: 'category', data: drawn.map(([label]) => label), axisLabel: { width: 130, overflow: 'truncate' } },
          series: [{ type: 'bar', name: say(heading), data: drawn.map(([, value]) => value), barMaxWidth: 14 }],
        },
      },
    }
  }

  const sales: Text = ['销售额', 'Sales']
  return [
    lines(
      'sales',
      ['销售额', 'Sales'],
      [
        [NOW, byDay(overview.sales, days, (point) => major(point.sales))],
        [BEFORE, byDay(overview.sales_before, earlier, (point) => major(point.sales)).slice(0, days.length)],
      ],
      asMoney,
      true,
    ),
    lines(
      'orders-and-people',
      ['访客与订单', 'People and orders'],
      [
        [['访客', 'People'], byDay(overview.visits, days, (point) => point.people)],
        [['订单', 'Orders'], byDay(overview.sales, days, (point) => point.orders)],
      ],
      number,
    ),
    lines(
      'commission-and-refunds',
      ['佣金与退款', 'Commission and refunds'],
      [
        [['佣金', 'Commission'], byDay(overview.sales, days, (point) => major(point.commission))],
        [['退款', 'Refunded'], byDay(overview.sales, days, (point) => major(point.refunded))],
      ],
      asMoney,
    ),
    bars('top-sharers', ['分享成交前十', 'Top sharers'], overview.sharers.map((one) => [one.name, major(one.sales)]), asMoney, sales),
    bars('top-products', ['热销商品', 'Top products'], overview.products.map((one) => [one.name, major(one.sales)]), asMoney, sales),
    bars(
      'tier-moves',
      ['阶梯变动', 'Tier moves'],
      overview.tiers.slice(0, 10).map((one) => [`${one.before} → ${one.after}`, one.moves]),
      number,
      ['次数', 'Moves'],
      true,
    ),
  ]
}
