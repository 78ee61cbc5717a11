/** Runs in the page before any of its scripts, and notes what the browser tells of its own speed. */
const vitals = { lcpMs: 0, interactions: new Map(), frames: /** @type {number[] | null} */ (null) };

new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    vitals.lcpMs = entry.startTime;
  }
}).observe({ type: 'largest-contentful-paint', buffered: true });

// 16 ms is the least that may be asked for; what is quicker is not told one by one, only counted.
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.interactionId > 0) {
      const before = vitals.interactions.get(entry.interactionId)?.ms ?? 0;
      if (entry.duration > before) {
        vitals.interactions.set(entry.interactionId, { ms: entry.duration, event: entry.name });
      }
    }
  }
}).observe({ type: 'event', durationThreshold: 16, buffered: true });

const noteFrame = (/** @type {number} */ at) => {
  if (vitals.frames !== null) {
    vitals.frames.push(at);
    requestAnimationFrame(noteFrame);
  }
};

window.vitals = {
  lcpMs: () => vitals.lcpMs,
  interactions: () => ({
    count: performance.interactionCount,
    slow: [...vitals.interactions.values()],
  }),
  startFrames: () => {
    vitals.frames = [];
    requestAnimationFrame(noteFrame);
  },
  endFrames: () => {
    const frames = vitals.frames ?? [];
    vitals.frames = null;
    return frames;
  },
};
