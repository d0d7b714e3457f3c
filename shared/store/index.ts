export { folderStore } from './folder';
export { checkKey, StoreError } from './store';
export type { Store, StoredValue } from './store';
