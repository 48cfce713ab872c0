import { msg } from './localize.js';

/**
 * What went wrong, in words, and what to do. Call it while rendering only. The sentences of the codes that the manual has a
 * text for (`error.code_202` …) are the manual's; what to do stands in a text of its own, so that both can be replaced.
 * @param code a code of the manual, negative; any other number gets a sentence too
 */
export function problemText(code: number): string {
  switch (code) {
    case -2:
      return msg('The address of the PBX is not valid. Ask your administrator.', { id: 'error.code_2' });
    case -3:
      return msg('The address of the PBX must start with https://. Ask your administrator.', { id: 'error.code_3' });
    case -4:
      return msg('The PBX did not answer as expected; it may be too old. Ask your administrator.', {
        id: 'error.code_4',
      });
    case -101:
    case -201:
      return msg('The phone could not sign in for calls. Try again.', { id: 'error.code_201' });
    case -102:
      return msg('The PBX cannot be reached. Check your network, then try again.', { id: 'error.code_102' });
    case -103:
      return msg('The PBX refused the sign-in. Try again, or ask your administrator.', { id: 'error.code_103' });
    case -104:
      return msg('The PBX knows nothing of your extension. Try again, or ask your administrator.', {
        id: 'error.code_104',
      });
    case -106:
      return msg('Linkus is switched off for your extension. Ask your administrator.', { id: 'error.code_106' });
    case -107:
      return msg('You signed in somewhere else. Sign in again to use the phone here.', { id: 'error.code_107' });
    case -108:
      return msg('Your extension was deleted. Ask your administrator.', { id: 'error.code_108' });
    case -109:
      return msg('Your sign-in is no longer valid. Sign in again.', { id: 'error.code_109' });
    case -110:
      return msg('The PBX has no Linkus SDK service. Ask your administrator.', { id: 'error.code_110' });
    case -202:
      return (
        msg('No available communication device found.(no permissions)', { id: 'error.code_202' }) +
        msg(' Allow the microphone beside the address of the page, then try again.', { id: 'error.hint_202' })
      );
    case -203:
      return msg('The microphone could not be opened. Close other programs that use it, then try again.', {
        id: 'error.code_203',
      });
    case -204:
      return msg('Signing in failed too often. Check your network, then try again.', { id: 'error.code_204' });
    case -205:
      return (
        msg('Call failed. Cannot process more new calls now.', { id: 'error.code_205' }) +
        msg(' End a call first.', { id: 'error.hint_205' })
      );
    case -206:
      return (
        msg('No available communication device found.', { id: 'error.code_206' }) +
        msg(' Open the page by its https address.', { id: 'error.hint_206' })
      );
    case -207:
      return (
        msg('Attended Transfer Failed.', { id: 'error.code_207' }) +
        msg(' The first call is over already.', { id: 'error.hint_207' })
      );
    case -208:
      return (
        msg('Call failed. Called too many times.', { id: 'error.code_208' }) +
        msg(' Wait a second, then call again.', { id: 'error.hint_208' })
      );
    case -209:
      return (
        msg('Call failed. Invalid Number.', { id: 'error.code_209' }) +
        msg(' Check it, then call again.', { id: 'error.hint_209' })
      );
    case -210:
      return (
        msg('Operation failed with pending calls.', { id: 'error.code_210' }) +
        msg(' Answer or end the other call first.', { id: 'error.hint_210' })
      );
    case -211:
      return (
        msg('Answer failed', { id: 'error.code_211' }) + msg('. The call is over already.', { id: 'error.hint_211' })
      );
    case -290:
      return (
        msg('No available microphone found.', { id: 'error.code_290' }) +
        msg(' Connect one, then try again.', { id: 'error.hint_290' })
      );
    case -291:
      return (
        msg('No available camera found.', { id: 'error.code_291' }) +
        msg(' Connect one, then try again, or call without video.', { id: 'error.hint_291' })
      );
    case -299:
      return msg('This browser cannot make calls. Open the page in another browser.', { id: 'error.code_299' });
    default:
      return msg('Unknown Error.', { id: 'error.code_200' }) + msg(' Try again.', { id: 'error.hint_200' });
  }
}

/** More about -209. Call it while rendering only. */
export function severalNumbersText(): string {
  return msg('This looks like more than one number. Leave only one, or write it without spaces.', {
    id: 'dial_panel.tip.several',
  });
}

/** These pass by themselves or by a person's second try; for the others an administrator must do something first. */
export function canRetry(code: number): boolean {
  return ![-2, -3, -106, -108, -110, -299].includes(code);
}
