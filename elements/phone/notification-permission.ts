/** Once a page: who has closed the question without an answer isn't asked a second time. */
let asked = false;

/**
 * Asks the person for permission to show notifications, at the first click in `phone` at which `wanted`; never on load.
 * Browsers ask only inside of a gesture, and people answer only where they see what for.
 */
export function askForNotifications(phone: HTMLElement, wanted: () => boolean): void {
  const ask = () => {
    if (!asked && !wanted()) return;
    phone.removeEventListener('click', ask, { capture: true });
    if (asked) return;
    asked = true;
    // After what the click does, whose own question for the microphone comes first.
    setTimeout(() => void requestPermission());
  };
  phone.addEventListener('click', ask, { capture: true });
}

async function requestPermission() {
  try {
    if (Notification.permission === 'default') await Notification.requestPermission();
  } catch {
    // There are none, or the page may not ask, as in a frame.
  }
}
