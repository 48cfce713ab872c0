import { createContext } from '@lit/context';
import type { SnapshotSource } from '../../src/store/phone-store.js';

/** The key under which `<linkus-phone>` hands its store to the elements inside it. The same for every copy of this code. */
export const phoneContext = createContext<SnapshotSource>(Symbol.for('linkus-phone'));
