/** Plots: what is drawn, and the same figures as rows. */
import type { EChartsCoreOption } from 'echarts/core'

export interface Plot {
  heading: string[]
  rows: (string | number)[][]
  /** What ECharts draws, without colours of text and lines: these follow the theme. */
  option: EChartsCoreOption
  /** How a value of the plot is written. */
  written: (value: number) => string
}

const LIGHT = { text: '#4b5563', line: '#e5e7eb', now: '#0a6b52', before: '#b7c0ba', third: '#b7791f', fourth: '#8b5e9c' }
const DARK = { text: '#b6bec7', line: '#33383d', now: '#4fc3a1', before: '#5c656d', third: '#e0b25c', fourth: '#c39bd3' }

export function colours(dark: boolean): typeof LIGHT {
  return dark ? DARK : LIGHT
}

/** The plot in the colours of the moment. The tooltip is drawn, not made of markup: the content policy lets no style in. */
export function themed(plot: Plot, dark: boolean): EChartsCoreOption {
  const ink = colours(dark)
  const axis = { axisLine: { lineStyle: { color: ink.line } }, axisLabel: { color: ink.text }, axisTick: { show: false } }
  const given = plot.option as Record<string, unknown>
  // An axis says how its labels are written; their colour, and that of the lines across, is the theme's.
  const drawn = (own: unknown) => {
    const { axisLabel, ...rest } = own as { axisLabel?: object; type?: string }
    const across = rest.type === 'value' ? { splitLine: { lineStyle: { color: ink.line } } } : {}
    return { ...axis, ...across, ...rest, axisLabel: { ...axis.axisLabel, ...axisLabel } }
  }
  return {
    color: [ink.now, ink.before, ink.third, ink.fourth],
    animation: false,
    grid: { left: 8, right: 12, top: given.legend ? 34 : 14, bottom: 4, containLabel: true },
    textStyle: { fontFamily: 'system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif' },
    ...given,
    ...(given.legend ? { legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: ink.text } } } : {}),
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: dark ? '#23272b' : '#ffffff',
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? plot.written(value) : '—'),
      ...((given.tooltip as object | undefined) ?? {}),
    },
    ...(given.xAxis ? { xAxis: drawn(given.xAxis) } : {}),
    ...(given.yAxis ? { yAxis: drawn(given.yAxis) } : {}),
  }
}
