/** How fast the node is: for measurements, which want the same of each task and a network that takes its time. */
export interface Pace {
  /** How long each piece of a task's work takes, in milliseconds; each as long as it usually does where absent. */
  taskTime?: number;
  /** What each request and each command over SSH takes beside its work, in milliseconds; 0 by default. */
  requestTime?: number;
}

/** What has come in since the host was made. */
export interface Traffic {
  requests: number;
  tlsConnections: number;
  commands: number;
  sshConnections: number;
}
