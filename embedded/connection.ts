/** All that a client needs to reach the host, but for the private SSH key. */
export interface Connection {
  /** Name of the node. */
  readonly node: string;
  /** Of the API: `https://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** SHA-256 of the API's certificate as PVE prints it. */
  readonly fingerprint: string;
  /** API token of root@pam without privilege separation. */
  readonly tokenId: string;
  readonly tokenSecret: string;
  /** Of root@pam, for tickets. */
  readonly password: string;
  readonly ssh: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    /** `SHA256:…` of the host key. */
    readonly hostKey: string;
  };
}
