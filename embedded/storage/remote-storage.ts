import { failure } from "../api/api-error";
import { DirectoryStorage } from "./directory-storage";

/** A storage on a server (`nfs`, `cifs` …): the embedded node's network has no such server, so it is never online. */
export class RemoteStorage extends DirectoryStorage {
  constructor(
    private readonly remote: string,
    ...rest: ConstructorParameters<typeof DirectoryStorage>
  ) {
    super(...rest);
  }

  override activate(): void {
    throw failure(`storage '${this.remote}' is not online`);
  }
}
