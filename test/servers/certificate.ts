import { join } from 'node:path'
import { runProgram } from './program.ts'

/** Writes key.pem and certificate.pem, good for localhost and 127.0.0.1, into the folder; returns the certificate's path. */
export async function selfSigned(folder: string): Promise<string> {
  const certificate = join(folder, 'certificate.pem')
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    join(folder, 'key.pem')
  ]
  await runProgram('openssl', [
    'req',
    '-x509',
    ...key,
    '-out',
    certificate,
    '-days',
    '30',
    '-subj',
    '/CN=localhost',
    '-addext',
    names
  ])
  return certificate
}
