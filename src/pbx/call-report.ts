/** `lksAudioRxLost` → `lks_audio_rx_lost`, as the PBX wants the fields of a report. */
export function inSnakeCase(report: object): Record<string, unknown> {
  const fields = Object.entries(report).map(([name, value]): [string, unknown] => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(fields);
}
