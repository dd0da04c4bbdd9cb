package dev.penstock.cli;

/** What the process answers to whoever started it. */
enum ExitCode {
  /** Everything asked for was done. */
  DONE(0),
  /** It failed while starting, running or stopping. */
  FAILED(1),
  /** The command line or the configuration is wrong; nothing was started. */
  REFUSED(2);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The status of the process. */
  int status() {
    return status;
  }
}
