import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ServiceEvent } from '../events.js';

/** What Prometheus reads at `/metrics`. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #answers;
  readonly #answerSeconds;
  readonly #pbxRequests;
  readonly #pbxSeconds;
  readonly #circuit;
  readonly #applicationErrors;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#answers = new Counter({
      name: 'linkus_answers_total',
      help: 'Requests for a signature that were answered',
      labelNames: ['status', 'reason'] as const,
      registers,
    });
    this.#answerSeconds = new Histogram({
      name: 'linkus_answer_seconds',
      help: 'Time to the answer',
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#pbxRequests = new Counter({
      name: 'linkus_pbx_requests_total',
      help: 'Requests to the PBX, each attempt',
      labelNames: ['call', 'outcome'] as const,
      registers,
    });
    this.#pbxSeconds = new Histogram({
      name: 'linkus_pbx_request_seconds',
      help: 'Time to the answer of the PBX',
      labelNames: ['call'] as const,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4],
      registers,
    });
    this.#circuit = new Gauge({
      name: 'linkus_pbx_paused',
      help: '1 while the PBX is left alone after several failures',
      registers,
    });
    this.#applicationErrors = new Counter({
      name: 'linkus_application_errors_total',
      help: 'Failures of what surrounds this program',
      labelNames: ['where'] as const,
      registers,
    });
  }

  count(event: ServiceEvent): void {
    switch (event.type) {
      case 'answer':
        this.#answers.inc({ status: event.status, reason: event.reason ?? '' });
        this.#answerSeconds.observe(event.milliseconds / 1000);
        break;
      case 'pbx':
        this.#pbxRequests.inc({ call: event.call, outcome: event.outcome });
        this.#pbxSeconds.observe({ call: event.call }, event.milliseconds / 1000);
        break;
      case 'circuit':
        this.#circuit.set(event.state === 'open' ? 1 : 0);
        break;
      case 'application-error':
        this.#applicationErrors.inc({ where: event.where });
    }
  }

  async answer(): Promise<Response> {
    return new Response(await this.#registry.metrics(), { headers: { 'Content-Type': this.#registry.contentType } });
  }
}
