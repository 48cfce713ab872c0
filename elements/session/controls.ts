import type { RequestDetails, RequestName } from '../../src/store/messages.js';
import { msg } from '../base/localize.js';
import type { Control } from './control.js';
import type { SessionCall } from './session-call.js';
import type { SessionPanel } from './session-panel.js';

/** Asks the phone. */
export type AskPhone = <Name extends RequestName>(name: Name, detail: RequestDetails[Name]) => void;

/** What is open, besides the call itself. */
export interface ControlView {
  readonly panel: SessionPanel | null;
  readonly more: boolean;
  /** The part of a button whose wish the snapshot has no pending flag for. */
  readonly asked: string | null;
  readonly canPopOut: boolean;
}

export interface ControlActions {
  readonly ask: AskPhone;
  /** As `ask`; the button waits for what comes of it. */
  readonly askAndWait: (part: string, ...asked: Parameters<AskPhone>) => void;
  readonly toggle: (panel: SessionPanel) => void;
  readonly toggleMore: () => void;
  readonly popOut: () => void;
}

const isIdle = ({ callStatus, transferring }: SessionCall) => callStatus !== 'talking' || transferring;

/** The controls that are always seen. Call it while rendering only, like the next. */
export function mainControls(call: SessionCall, { panel, more }: ControlView, act: ControlActions): readonly Control[] {
  const { muted, held, holdPending } = call;
  const callId = call.callId ?? '';
  const idle = isIdle(call);
  return [
    {
      ...{ part: 'mute', key: 'm', shape: muted ? 'mic-off' : 'mic', pressed: muted },
      label: msg('Mute', { id: 'session.mute' }),
      press: () => act.ask('linkus-mute-request', { callId, muted: !muted }),
    },
    {
      ...{ part: 'hold', key: 'h', shape: held ? 'play' : 'pause', disabled: idle, busy: holdPending },
      label: held ? msg('Resume', { id: 'session.resume' }) : msg('Hold', { id: 'session.hold' }),
      press: () => act.ask('linkus-hold-request', { callId, held: !held }),
    },
    {
      ...{ part: 'keypad', key: 'k', shape: 'keypad', disabled: idle, expanded: panel === 'keypad' },
      label: msg('Dialpad', { id: 'session.dialpad' }),
      press: () => act.toggle('keypad'),
    },
    {
      ...{ part: 'transfer', key: 't', shape: 'forward', expanded: panel === 'transfer' },
      disabled: idle || call.consultation !== undefined,
      label: msg('Transfer', { id: 'session.transfer' }),
      press: () => act.toggle('transfer'),
    },
    {
      ...{ part: 'more', key: 'o', shape: 'more', expanded: more },
      label: msg('More', { id: 'session.more' }),
      press: act.toggleMore,
    },
  ];
}

/**
 * Those that are seen where there is room, or after a press of "more". `false` keeps the place of one that is not there: a
 * button must not become another while somebody is on it.
 */
export function furtherControls(
  call: SessionCall,
  { panel, asked, canPopOut }: ControlView,
  act: ControlActions,
): readonly (Control | false)[] {
  const { recording, recordPermission, video, camera, videoAllowed } = call;
  const callId = call.callId ?? '';
  const idle = isIdle(call);
  const records = recording === 'recording';
  return [
    // Who may not start a recording can pause one that the PBX has started.
    recordPermission > (recording === 'stop' ? 1 : 0) && {
      ...{ part: 'record', key: 'r', shape: 'record', pressed: records, disabled: idle, busy: asked === 'record' },
      label: msg('Record', { id: 'session.record' }),
      press: () => act.askAndWait('record', 'linkus-record-request', { callId, recording: !records }),
    },
    (videoAllowed || video) && {
      ...{ part: 'video', key: 'v', shape: 'video', pressed: camera, disabled: idle, busy: asked === 'video' },
      label: msg('Video', { id: 'session.video' }),
      press: () => act.askAndWait('video', 'linkus-video-request', { callId, video: !camera }),
    },
    {
      ...{ part: 'add-call', key: 'n', shape: 'plus', expanded: panel === 'new-call' },
      disabled: idle || call.others.length > 0,
      label: msg('New call', { id: 'session.new_call' }),
      press: () => act.toggle('new-call'),
    },
    {
      ...{ part: 'devices', key: 'd', shape: 'headset', expanded: panel === 'devices' },
      label: msg('Devices', { id: 'device.title' }),
      press: () => act.toggle('devices'),
    },
    canPopOut && {
      ...{ part: 'above', key: 'w', shape: 'above' },
      label: msg('Keep on top', { id: 'session.above' }),
      press: act.popOut,
    },
  ];
}
