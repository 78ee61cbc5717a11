import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type uPlot from 'uplot';
import styles from './branch-chart.module.css';
import type { PlotData } from './chart-data.ts';
import { createPlot, type PlotColours } from './plot.ts';

interface Props {
  data: PlotData;
  kind: 'band' | 'bars';
  width: number;
  height: number;
  rem: number;
  axisWidth: number;
  tickLabel: (amount: string) => string;
  placeLabel?: ((place: number) => string) | undefined;
  /** The file that is looked at. */
  place: number;
  onPlace: (place: number) => void;
}

/** One plot on a canvas, made anew when what it draws, its size or the theme changes. */
export function PlotView({ place, ...options }: Props) {
  const { data, kind, width, height, rem, axisWidth, tickLabel, placeLabel, onPlace } = options;
  const target = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  // A new plot says that it points at the first place, although it does not point anywhere yet.
  const pointed = useRef<uPlot>(null);
  const colourScheme = useComputedColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours that are read are those of the scheme
  useEffect(() => {
    const element = target.current;
    if (!element || width <= 0) return;
    const made = createPlot(element, { ...options, colours: coloursOf(element) });
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [data, kind, width, height, rem, axisWidth, tickLabel, placeLabel, onPlace, colourScheme]);
  useEffect(() => {
    const drawn = plot.current;
    if (!drawn || (pointed.current === drawn && drawn.cursor.idx === place)) return;
    pointed.current = drawn;
    drawn.setCursor({ left: drawn.valToPos(place, 'x'), top: 0 }, false);
  });
  return <div ref={target} className={styles['plot']} />;
}

function coloursOf(element: HTMLElement): PlotColours {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: colour('--ch-faint'),
    line: colour('--ch-line'),
    span: colour('--ch-span'),
    mark: colour('--ch-mark'),
    series: colour('--ch-series'),
  };
}
