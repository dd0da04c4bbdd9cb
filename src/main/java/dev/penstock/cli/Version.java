package dev.penstock.cli;

import dev.penstock.node.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"Penstock " + BuildVersion.text()};
  }
}
