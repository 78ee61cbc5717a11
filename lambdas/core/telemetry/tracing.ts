import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Ids } from './telemetry.ts';

/**
 * X-Ray's view of an invocation: a subsegment for each piece of work, which can be found by its ids. Without X-Ray, as on
 * a laptop and in stages that are not traced, all of it does nothing.
 */
export class Tracing {
  // Calls of others are not traced: their subsegments would name the keys of objects.
  readonly #tracer = new Tracer({ captureHTTPsRequests: false });

  /** Does work in a subsegment of its own; one that fails is marked, but tells no text of the error: that is in the log. */
  async within<T>(name: string, ids: Ids, work: () => Promise<T>): Promise<T> {
    if (!this.#tracer.isTracingEnabled()) {
      return work();
    }
    const around = this.#tracer.getSegment();
    const own = around?.addNewSubsegment(name);
    if (around === undefined || own === undefined) {
      return work();
    }
    this.#tracer.setSegment(own);
    this.annotate(ids);
    try {
      return await work();
    } catch (error) {
      own.addFaultFlag();
      throw error;
    } finally {
      own.close();
      this.#tracer.setSegment(around);
    }
  }

  /** Lets the innermost subsegment be found by these ids. */
  annotate(ids: Ids): void {
    for (const [name, id] of Object.entries(ids)) {
      if (id !== undefined) {
        this.#tracer.putAnnotation(name, id);
      }
    }
  }
}
