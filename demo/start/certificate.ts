import { generate } from 'selfsigned';

/** A certificate for these addresses, signed by itself and good for thirty days: a browser warns once. */
export async function makeCertificate(addresses: readonly string[]): Promise<{ key: string; cert: string }> {
  const notAfterDate = new Date(Date.now() + 30 * 86_400_000);
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'linkus-elements demo' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyAgreement: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: 'localhost' }, ...addresses.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  return { key, cert };
}
