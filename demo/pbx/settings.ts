/** What an administrator sets for the whole PBX; the fields are named as in its answers. */
export interface PbxSettings {
  record_feature_code: string;
  enb_internal_client: number;
  /** The Linkus SDK is switched on (topic 20153). */
  sdk: number;
  enable_nat_fqdn: number;
  fqdn_domain: string;
  cloud_domain: string;
  turn_port: number;
  /** Status of the licence services. */
  fqdn: string;
  video: string;
  /** 1: numbers in answers and notifications are sent as text, as it is seen in the field. No field of a real PBX. */
  numbers_as_text: number;
  /** 0: the OpenAPI doesn't say what time it has. No field of a real PBX. */
  date_header: number;
  /** 1: SIP messages to the phones are binary frames (RFC 7118 section 4.2). No field of a real PBX. */
  binary_frames: number;
  /** 1: a response goes to the socket of its request, lost or not, as at Asterisk. No field of a real PBX. */
  fixed_ways: number;
}

export function defaultSettings(): PbxSettings {
  return {
    record_feature_code: '*1',
    enb_internal_client: 1,
    sdk: 1,
    enable_nat_fqdn: 0,
    fqdn_domain: '',
    cloud_domain: '',
    turn_port: 11009,
    fqdn: 'disconnected',
    video: 'disconnected',
    numbers_as_text: 0,
    date_header: 1,
    binary_frames: 0,
    fixed_ways: 0,
  };
}

/** The answer of `licenseservice/get`, and what topic 20053 carries. */
export function licence(settings: PbxSettings): Record<string, unknown> {
  const services = (['fqdn', 'video'] as const).map((name) => ({ service_name: name, status: settings[name] }));
  return { subscribe_plan_list: [{ plan_name: 'development', service_list: services }] };
}

/** JSON in which numbers are text, at any depth. */
export function withNumbersAsText(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => (typeof entry === 'number' ? String(entry) : entry));
}
