/**
 * Gives each test file of Web Test Runner a development PBX of its own. The browser's side is `src/testing/pbx.ts`.
 * A PBX lives from `pbx:start` until its page leaves: after the last test, when the page crashes, or when the run ends.
 */
import { tsImport } from 'tsx/esm/api';

/** Loaded once: tsx reads and compiles all files again for each `tsImport()`. */
let developmentPbx;

/** `mediaAddress`: where its sound is; without one the machine's address in its network. */
export async function startDevelopmentPbx(options, mediaAddress) {
  developmentPbx ??= tsImport('../demo/pbx/index.ts', import.meta.url);
  const pbx = await developmentPbx;
  return pbx.startDevelopmentPbx({ ...options, port: 0, host: '127.0.0.1', ...(mediaAddress && { mediaAddress }) });
}

/**
 * @param {(options: object) => Promise<{ url: string, command: Function, close: () => Promise<void> }>} [startPbx] another
 *   kind of PBX than the development PBX
 * @returns {import('@web/test-runner').TestRunnerPlugin}
 */
export function pbxPlugin(startPbx = (options) => startDevelopmentPbx(options, '127.0.0.1')) {
  /** Session id → promise of its PBX, so that two starts in one turn cannot lose one. */
  const running = new Map();

  async function start(sessionId, options) {
    await stop(sessionId);
    const starting = startPbx(options);
    running.set(sessionId, starting);
    try {
      return await starting;
    } catch (error) {
      running.delete(sessionId);
      throw error;
    }
  }

  async function stop(sessionId) {
    const pbx = running.get(sessionId);
    running.delete(sessionId);
    // One that failed to start has said so to whoever started it.
    await (await pbx?.catch(() => undefined))?.close();
  }

  return {
    name: 'development-pbx',

    serverStart({ webSockets }) {
      webSockets.on('message', ({ webSocket, data }) => {
        if (data.type !== 'wtr-session-started') return;
        webSocket.once('close', () => {
          stop(data.sessionId).catch((error) => console.error('A development PBX did not close:', error));
        });
      });
    },

    async serverStop() {
      await Promise.all([...running.keys()].map(stop));
    },

    async executeCommand({ command, payload, session }) {
      switch (command) {
        case 'pbx:start': {
          const { url } = await start(session.id, payload);
          return { url };
        }
        case 'pbx:command': {
          const pbx = await running.get(session.id);
          if (!pbx) throw new Error('This test file has no development PBX: call startPbx() first.');
          return { result: await pbx.command(payload.name, payload.args) };
        }
        case 'pbx:go-away':
          await (await running.get(session.id)).goAway();
          return { away: true };
        case 'pbx:come-back':
          await (await running.get(session.id)).comeBack();
          return { away: false };
        case 'pbx:stop':
          await stop(session.id);
          return { stopped: true };
        default:
          return undefined;
      }
    },
  };
}
