/** The notification topics and what their `msg` holds. */
import { REALM, type Extension } from './extensions.js';
import { licence, type PbxSettings } from './settings.js';

export const TOPIC = {
  loginElsewhere: 10_000,
  extensionDeleted: 20_007,
  recordFeatureCode: 20_008,
  signInAgain: 20_010,
  desktopClient: 20_013,
  webClient: 20_015,
  recordPermission: 20_047,
  recordStatus: 20_048,
  cdr: 20_049,
  licence: 20_053,
  fqdn: 20_065,
  sipAccount: 20_066,
  internalClient: 20_082,
  addressForbidden: 20_083,
  serviceExpired: 20_093,
  hotStandby: 20_104,
  callWaiting: 20_135,
  sdkSwitch: 20_153,
  accessKeyRefreshed: 20_154,
} as const;

/** Topics that follow from a switch of an extension. */
export const EXTENSION_TOPICS = {
  enb_web_client: TOPIC.webClient,
  enb_desktop_client: TOPIC.desktopClient,
  enb_ctl_record: TOPIC.recordPermission,
  enb_web_client_call_waiting: TOPIC.callWaiting,
} as const;

/** Topics that follow from a setting of the PBX. */
export const SETTING_TOPICS: Readonly<Partial<Record<keyof PbxSettings, number>>> = {
  record_feature_code: TOPIC.recordFeatureCode,
  enb_internal_client: TOPIC.internalClient,
  sdk: TOPIC.sdkSwitch,
  enable_nat_fqdn: TOPIC.fqdn,
  fqdn_domain: TOPIC.fqdn,
  turn_port: TOPIC.fqdn,
  fqdn: TOPIC.licence,
  video: TOPIC.licence,
};

/** The `msg` of a topic as things stand; an empty one for topics that carry nothing. */
export function topicMessage(topic: number, settings: PbxSettings, extension: Extension | undefined) {
  switch (topic) {
    case TOPIC.loginElsewhere:
      return { username: extension?.number ?? '' };
    case TOPIC.extensionDeleted:
      return { ext_num: extension?.number ?? '' };
    case TOPIC.recordFeatureCode:
      return { record_feature_code: settings.record_feature_code };
    case TOPIC.desktopClient:
      return { enb_desktop_client: extension?.enb_desktop_client ?? 1 };
    case TOPIC.webClient:
      return { enb_web_client: extension?.enb_web_client ?? 1 };
    case TOPIC.recordPermission:
      return { enb_ctl_record: extension?.enb_ctl_record ?? 0 };
    case TOPIC.licence:
      return licence(settings);
    case TOPIC.fqdn: {
      const { enable_nat_fqdn, fqdn_domain, turn_port } = settings;
      return { enable_nat_fqdn, fqdn_domain, turn_port };
    }
    case TOPIC.sipAccount:
      return extension ? { reg_name: extension.registerName, reg_password: extension.ha1, realm: REALM } : {};
    case TOPIC.internalClient:
      return { enb_internal_client: settings.enb_internal_client };
    case TOPIC.callWaiting:
      return { enb_call_waiting: extension?.enb_web_client_call_waiting ?? 1 };
    case TOPIC.sdkSwitch:
      return { enable: settings.sdk };
    default:
      return {};
  }
}
