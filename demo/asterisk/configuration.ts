/** The configuration files of the Asterisk that the tests call: endpoints as a Yeastar PBX has them, and a dial plan. */
import { REALM, type Extension } from '../pbx/extensions.js';

export interface AsteriskSettings {
  extensions: readonly Extension[];
  /** Where it keeps its database, its control socket and its logs; a path inside its root. */
  runFolder: string;
  /** Port of HTTP and WebSocket. */
  httpPort: number;
  /** Port of the manager interface, and the password for it. */
  managerPort: number;
  managerSecret: string;
  /** The machine's IPv4 addresses. */
  addresses: readonly string[];
}

/** Numbers of the dial plan beyond the extensions. */
export const numbers = {
  echo: '*43',
  music: '*65',
  /** Answers, takes four digits and tells them as the event `Digits`. */
  digits: '*44',
  busy: '*45',
  /** Rings and is never answered. */
  ringing: '*46',
  /** A voice before the call is answered (183 with a description); then 404 after two seconds. */
  earlyMedia: '*47',
  /** Before an extension: it is called after a 183 with a description. */
  earlyMediaFirst: '*49',
  /** Answers and hangs up after a second. */
  short: '*48',
} as const;

/** Extensions that differ from the others, as phones and lines do. */
const peculiar: Readonly<Record<string, string>> = {
  // As older firmware: no Opus.
  1005: 'disallow = all\nallow = ulaw,alaw\n',
  // No telephone-event in its descriptions: keys arrive as INFO or not at all.
  1006: 'dtmf_mode = info\n',
  // Hold of the other side is handed on to it, instead of music.
  1007: 'moh_passthrough = yes\n',
};

const general = (settings: AsteriskSettings) => `
[directories]
astetcdir => ${settings.runFolder}/etc
astdbdir => ${settings.runFolder}
astspooldir => ${settings.runFolder}/spool
astrundir => ${settings.runFolder}
astlogdir => ${settings.runFolder}
[options]
nocolor = yes
verbose = 3
documentation_language = en_US
`;

/** Everything listens on the loopback address only. */
const http = ({ httpPort }: AsteriskSettings) => `
[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = ${httpPort}
`;

const manager = ({ managerPort, managerSecret }: AsteriskSettings) => `
[general]
enabled = yes
bindaddr = 127.0.0.1
port = ${managerPort}
[tests]
secret = ${managerSecret}
read = all
write = all
`;

/**
 * On one machine Chromium begins on the loopback address and moves to the machine's own as soon as that answers:
 * `strictrtp` would drop the packets of that moment, and a key with them. Asterisk finds candidates in the machine's interfaces, but leaves the loopback one out: so each is given out as that
 * one, to which the endpoints' media are bound.
 */
const rtp = ({ addresses }: AsteriskSettings) => `
[general]
rtpstart = 21000
rtpend = 21999
icesupport = yes
strictrtp = no
[ice_host_candidates]
${addresses.map((address) => `${address} => 127.0.0.1\n`).join('')}`;

const endpoint = ({ number, name, registerName, ha1 }: Extension) => `
[${number}]
type = endpoint
context = phones
transport = ws
webrtc = yes
aors = ${number}
auth = ${number}
disallow = all
allow = opus,ulaw,alaw
callerid = "${name}" <${number}>
send_rpid = yes
send_pai = no
trust_id_inbound = no
trust_id_outbound = yes
media_address = 127.0.0.1
bind_rtp_to_media_address = yes
moh_suggest = default
${peculiar[number] ?? ''}
[${number}]
type = auth
auth_type = digest
username = ${registerName}
realm = ${REALM}
password_digest = MD5:${ha1}

[${number}]
type = aor
max_contacts = 5
remove_existing = yes
remove_unavailable = yes
`;

const pjsip = ({ extensions }: AsteriskSettings) => `
[global]
type = global
default_realm = ${REALM}
user_agent = Asterisk
[ws]
type = transport
protocol = ws
bind = 127.0.0.1
${extensions.map(endpoint).join('')}`;

/** NO_ANSWER is the time limit in seconds; tests set it for themselves. */
const dialPlan = `
[globals]
NO_ANSWER = 60
[phones]
exten => _100X,1,Set(PHONES=\${PJSIP_DIAL_CONTACTS(\${EXTEN})})
 same => n,GotoIf($["\${PHONES}" = ""]?CHANUNAVAIL)
 same => n,Dial(\${PHONES},\${NO_ANSWER})
 same => n,Goto(\${DIALSTATUS})
 same => n(NOANSWER),Hangup(19)
 same => n(CHANUNAVAIL),Hangup(20)
 same => n(BUSY),Hangup(17)
 same => n(CANCEL),Hangup(16)
 same => n(CONGESTION),Hangup(\${HANGUPCAUSE})
exten => ${numbers.echo},1,Answer()
 same => n,Echo()
exten => ${numbers.music},1,Answer()
 same => n,PlayTones(440/500,550/500,660/500)
 same => n,Wait(600)
exten => ${numbers.digits},1,Answer()
 same => n,Read(KEYS,,4,,1,20)
 same => n,UserEvent(Digits,Keys: \${KEYS})
 same => n,Wait(600)
exten => ${numbers.busy},1,Busy(5)
exten => ${numbers.ringing},1,Ringing()
 same => n,Wait(600)
exten => ${numbers.earlyMedia},1,Progress()
 same => n,PlayTones(440/500)
 same => n,Wait(2)
 same => n,Hangup(1)
exten => _${numbers.earlyMediaFirst}100X,1,Progress()
 same => n,Dial(\${PJSIP_DIAL_CONTACTS(\${EXTEN:3})})
exten => ${numbers.short},1,Answer()
 same => n,Wait(1)
 same => n,Hangup(16)
`;

/** Warnings and errors on the terminal, everything in a file. */
const logger = `
[logfiles]
console => warning,error
full => notice,warning,error,verbose,dtmf
`;

/** What a PBX for browsers needs; the rest would only look for its configuration, or open ports. */
const modules = `
[modules]
autoload = no
${[
  ...['res_sorcery_config', 'res_sorcery_memory', 'res_sorcery_astdb', 'res_timing_timerfd', 'res_musiconhold'],
  ...['res_crypto', 'res_http_websocket', 'res_rtp_asterisk', 'res_srtp', 'res_statsd', 'res_geolocation'],
  ...['res_pjproject', 'res_pjsip', 'res_pjsip_session', 'res_pjsip_sdp_rtp', 'res_pjsip_transport_websocket'],
  ...['res_pjsip_authenticator_digest', 'res_pjsip_endpoint_identifier_user', 'res_pjsip_registrar'],
  ...['res_pjsip_caller_id', 'res_pjsip_diversion', 'res_pjsip_dlg_options', 'res_pjsip_dtmf_info'],
  ...['res_pjsip_empty_info', 'res_pjsip_header_funcs', 'res_pjsip_logger', 'res_pjsip_nat', 'res_pjsip_refer'],
  ...['res_pjsip_rfc3326', 'res_pjsip_messaging', 'res_pjsip_pubsub', 'res_pjsip_outbound_authenticator_digest'],
  ...['chan_pjsip', 'bridge_simple', 'bridge_native_rtp', 'bridge_softmix', 'bridge_builtin_features'],
  ...['bridge_holding', 'pbx_config', 'res_format_attr_opus', 'res_format_attr_h264', 'res_format_attr_vp8'],
  ...['codec_ulaw', 'codec_alaw', 'codec_a_mu', 'codec_resample', 'codec_opus_open_source', 'format_pcm'],
  ...['format_wav', 'format_sln', 'app_dial', 'app_echo', 'app_playtones', 'app_read', 'app_userevent'],
  ...['app_senddtmf', 'app_bridgewait', 'func_channel', 'func_callerid', 'func_hangupcause'],
]
  .map((name) => `load = ${name}.so`)
  .join('\n')}
`;

/** A tone on a phone that waits: the packages bring no music. `res_musiconhold` plays the files of a folder. */
const musicOnHold = (settings: AsteriskSettings) => `
[default]
mode = files
directory = ${settings.runFolder}/moh
`;

const tones = `
[general]
country = us
[us]
description = United States
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = 440+480/2000,0/4000
congestion = 480+620/250,0/250
callwaiting = 440/300,0/10000
dialrecall = !350+440/100,!0/100,!350+440/100,!0/100,!350+440/100,!0/100,350+440
record = 1400/500,0/15000
info = !950/330,!1400/330,!1800/330,0
`;

/** Files that Asterisk misses aloud, though their defaults do. */
const empty = ['acl', 'ccss', 'cdr', 'cel', 'features', 'geolocation', 'pjproject', 'statsd', 'udptl'];

/** File name → text. */
export function configuration(settings: AsteriskSettings): ReadonlyMap<string, string> {
  return new Map([
    ...empty.map((name) => [`${name}.conf`, '; defaults\n'] as const),
    ['asterisk.conf', general(settings)],
    ['extensions.conf', dialPlan],
    ['http.conf', http(settings)],
    ['indications.conf', tones],
    ['logger.conf', logger],
    ['manager.conf', manager(settings)],
    ['modules.conf', modules],
    ['musiconhold.conf', musicOnHold(settings)],
    ['pjsip.conf', pjsip(settings)],
    ['rtp.conf', rtp(settings)],
  ]);
}
