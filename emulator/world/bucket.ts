/** An object in a bucket. */
export interface StoredObject {
  readonly key: string;
  readonly content: Buffer;
  /** MD5 of the content, upper-case hexadecimal, in quotation marks. */
  readonly etag: string;
  /** Virtual epoch milliseconds. */
  readonly lastModified: number;
  /** Headers that are kept with the object and answered with it, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** An OSS bucket. */
export class Bucket {
  private readonly objects = new Map<string, StoredObject>();
  private sorted: readonly string[] | undefined;

  constructor(
    readonly name: string,
    readonly accountId: string,
    readonly regionId: string,
  ) {}

  get size(): number {
    return this.objects.size;
  }

  get(key: string): StoredObject | undefined {
    return this.objects.get(key);
  }

  put(object: StoredObject): void {
    if (!this.objects.has(object.key)) this.sorted = undefined;
    this.objects.set(object.key, object);
  }

  delete(key: string): void {
    if (this.objects.delete(key)) this.sorted = undefined;
  }

  /** In the order of their UTF-8 bytes. */
  keys(): readonly string[] {
    this.sorted ??= [...this.objects.keys()].sort(byBytes);
    return this.sorted;
  }
}
