/** What begins with a real click on the page's button: what the browser does for a click is in every time alike. */

/** Milliseconds since 1970, comparable between pages of one machine. */
export const now = () => performance.timeOrigin + performance.now();

/** Does something on the next click on the page's own button; resolves with its result and when the click was. */
export async function onClick<Value>(action: () => Promise<Value>): Promise<[Value, clickedAt: number]> {
  const button = document.querySelector('body > button') as HTMLButtonElement;
  return new Promise((resolve, reject) => {
    button.onclick = () => {
      const clickedAt = now();
      action().then((value) => resolve([value, clickedAt]), reject);
    };
  });
}

/** From a click (ms): what any call costs, whoever makes it. */
export async function bareMedia(): Promise<number> {
  const [endedAt, clickedAt] = await onClick(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const connection = new RTCPeerConnection();
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    await connection.setLocalDescription(await connection.createOffer());
    const at = now();
    connection.close();
    for (const track of stream.getTracks()) track.stop();
    return at;
  });
  return endedAt - clickedAt;
}
