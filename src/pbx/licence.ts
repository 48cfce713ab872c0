import { objectsOf, textOf, type Answer } from './answer-fields.js';

/** Services that the PBX's plan has: name → status, such as `fqdn` → `connected`. */
export type Services = ReadonlyMap<string, string>;

/** Reads an answer of `licenseservice/get`, or the notification that has its shape. */
export function readServices(answer: Answer): Services {
  const services = objectsOf(answer, 'subscribe_plan_list').flatMap((plan) => objectsOf(plan, 'service_list'));
  const named = services.map((service) => [textOf(service, 'service_name'), textOf(service, 'status')] as const);
  return new Map(named.filter(([name]) => name !== ''));
}
