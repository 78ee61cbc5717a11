import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { PlotData } from './chart-data.ts';
import { labelledPlaces } from './chart-data.ts';

/** Colours of the theme in force, as the canvas needs them. */
export interface PlotColours {
  readonly ink: string;
  readonly line: string;
  readonly span: string;
  readonly mark: string;
  readonly series: string;
}

export interface PlotOptions {
  readonly data: PlotData;
  readonly kind: 'band' | 'bars';
  readonly colours: PlotColours;
  readonly width: number;
  readonly height: number;
  /** Pixels of the page's font size, which labels grow with. */
  readonly rem: number;
  /** Of the labels left of the plot; the same for all plots, so that they stand below each other. */
  readonly axisWidth: number;
  readonly tickLabel: (amount: string) => string;
  /** Written below, at some places; the last plot has them. */
  readonly placeLabel?: ((place: number) => string) | undefined;
  readonly onPlace: (place: number) => void;
}

const font = (rem: number) => `${0.75 * rem}px system-ui, sans-serif`;
/** In rem. */
const placeLabel = { height: 1.625, width: 7 };

export function createPlot(target: HTMLElement, options: PlotOptions): uPlot {
  return new uPlot(settings(options), options.data.columns, target);
}

function settings(options: PlotOptions): uPlot.Options {
  const { data, kind, colours, width, height } = options;
  const count = data.columns[0].length;
  return {
    width,
    height,
    legend: { show: false },
    padding: [6, 10, options.placeLabel ? 0 : 6, 0],
    scales: {
      x: { time: false, range: () => [-0.5, count - 0.5] },
      y: { range: () => [data.low, data.high] },
    },
    axes: [placeAxis(options), amountAxis(options)],
    series: [{}, ...(kind === 'band' ? bandSeries(colours, count) : barSeries(colours))],
    ...(kind === 'band' && { bands: [{ series: [3, 1], fill: `${colours.span}40` }] }),
    cursor: {
      drag: { x: false, y: false },
      y: false,
      points: { show: kind === 'band', size: 7 },
      // A click would jump the cursor to where the pointer is; it is there already.
      bind: { mousedown: () => null, mouseup: () => null, dblclick: () => null },
    },
    hooks: {
      setCursor: [({ cursor }) => typeof cursor.idx === 'number' && options.onPlace(cursor.idx)],
      ...(kind === 'band' && count <= fewFiles && { drawAxes: [(plot) => drawRanges(plot, colours.span)] }),
    },
  };
}

function placeAxis({ data, colours, width, rem, placeLabel: label }: PlotOptions): uPlot.Axis {
  const places = labelledPlaces(data.columns[0].length, Math.floor(width / (placeLabel.width * rem)));
  return {
    size: label ? placeLabel.height * rem : 0,
    font: font(rem),
    stroke: colours.ink,
    grid: { show: false },
    ticks: { stroke: colours.line, size: 4 },
    splits: () => places,
    values: () => places.map((place) => label?.(place) ?? ''),
  };
}

function amountAxis({ data, colours, rem, axisWidth, tickLabel }: PlotOptions): uPlot.Axis {
  return {
    size: axisWidth,
    font: font(rem),
    stroke: colours.ink,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
    splits: () => data.ticks.map(({ position }) => position),
    values: () => data.ticks.map(({ amount }) => tickLabel(amount)),
  };
}

/** With few files each has its point, since a line needs two. */
const fewFiles = 60;

function bandSeries({ span, mark }: PlotColours, count: number): uPlot.Series[] {
  const lineOf = (stroke: string, width: number): uPlot.Series => ({
    stroke,
    width,
    points: { show: count <= fewFiles, size: 5, fill: stroke },
  });
  return [lineOf(span, 1), lineOf(mark, 2), lineOf(span, 1)];
}

/** From minimum to maximum of each file, since a single one makes no band. */
function drawRanges(plot: uPlot, colour: string): void {
  const [places, least, , greatest] = plot.data;
  plot.ctx.save();
  plot.ctx.strokeStyle = colour;
  plot.ctx.lineWidth = devicePixelRatio;
  plot.ctx.beginPath();
  for (const [index, place] of places.entries()) {
    const x = plot.valToPos(place, 'x', true);
    plot.ctx.moveTo(x, plot.valToPos(least?.[index] ?? 0, 'y', true));
    plot.ctx.lineTo(x, plot.valToPos(greatest?.[index] ?? 0, 'y', true));
  }
  plot.ctx.stroke();
  plot.ctx.restore();
}

function barSeries({ series }: PlotColours): uPlot.Series[] {
  const paths = uPlot.paths.bars?.({ size: [0.7, 40], align: 0 });
  return [{ stroke: series, fill: series, width: 0, points: { show: false }, ...(paths && { paths }) }];
}
