import type { Manager, ManagerMessage } from './manager.js';

/** One leg of a call, as Asterisk sees it. */
export interface Channel {
  /** `PJSIP/1000-00000001` */
  readonly name: string;
  readonly extension: string;
  /** All legs of one call share it. */
  call: string;
  /** `Ring`: it calls. `Ringing`: it is called. `Up`: it is answered. */
  state: string;
  /** Keys that it sent, in order. */
  digits: string;
  /** It put the other side on hold. */
  held: boolean;
  /** The bridge that it is in, with the other leg; empty while it is in none. */
  bridge: string;
}

export type CallState = 'calling' | 'ringing' | 'talking';

/** What is going on in an Asterisk, kept from its events. */
export class Facts {
  readonly channels = new Map<string, Channel>();
  /** Extension → its contacts. */
  readonly contacts = new Map<string, Set<string>>();
  /** Every event since the start, newest last. */
  readonly events: ManagerMessage[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(manager: Manager) {
    manager.onEvent((event) => {
      this.#take(event);
      this.events.push(event);
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  /** Resolves to true as soon as the condition holds, or to false after `timeout` milliseconds. */
  wait(condition: () => boolean, timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (result: boolean): void => {
        clearTimeout(timer);
        this.#watchers.delete(check);
        resolve(result);
      };
      const check = (): void => {
        if (condition()) finish(true);
      };
      const timer = setTimeout(() => finish(false), timeout);
      this.#watchers.add(check);
      check();
    });
  }

  of(extension?: string): Channel[] {
    return [...this.channels.values()].filter((channel) => extension === undefined || channel.extension === extension);
  }

  /** State of a leg's call: talking when the leg is answered, ringing when it or its other leg rings. */
  stateOf(channel: Channel): CallState {
    if (channel.state === 'Up') return 'talking';
    const rings = [...this.channels.values()].some(({ call, state }) => call === channel.call && state === 'Ringing');
    return rings ? 'ringing' : 'calling';
  }

  #take(event: ManagerMessage): void {
    const channel = this.channels.get(event['Uniqueid'] ?? '');
    switch (event['Event']) {
      case 'Newchannel':
        this.#add(event);
        break;
      case 'Newstate':
        if (channel) channel.state = event['ChannelStateDesc'] ?? '';
        break;
      case 'DTMFEnd':
        if (channel && event['Direction'] === 'Received') channel.digits += event['Digit'] ?? '';
        break;
      case 'Hold':
      case 'Unhold':
        if (channel) channel.held = event['Event'] === 'Hold';
        break;
      case 'BridgeEnter':
      case 'BridgeLeave':
        if (channel) channel.bridge = event['Event'] === 'BridgeEnter' ? (event['BridgeUniqueid'] ?? '') : '';
        break;
      case 'Hangup':
        this.channels.delete(event['Uniqueid'] ?? '');
        break;
      case 'ContactStatus':
        this.#contact(event['AOR'] ?? '', event['URI'] ?? '', event['ContactStatus'] ?? '');
        break;
      default:
    }
  }

  #add(event: ManagerMessage): void {
    const name = event['Channel'] ?? '';
    this.channels.set(event['Uniqueid'] ?? '', {
      name,
      extension: /^PJSIP\/(.+)-[0-9a-f]+$/.exec(name)?.[1] ?? '',
      call: event['Linkedid'] ?? '',
      state: event['ChannelStateDesc'] ?? '',
      digits: '',
      held: false,
      bridge: '',
    });
  }

  #contact(extension: string, uri: string, status: string): void {
    const contacts = this.contacts.get(extension) ?? new Set();
    this.contacts.set(extension, contacts);
    if (status === 'Removed') contacts.delete(uri);
    else contacts.add(uri);
  }
}
