package dev.penstock.cli;

import dev.penstock.config.ConfigReader;
import dev.penstock.graph.ContractRules;
import dev.penstock.graph.GraphCompiler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Checks files by the rules that hold when they are run.
 *
 * @param environment what {@code ${NAME}} in a file stands for
 * @param contractRules what interfaces must be like
 */
record GraphFiles(Map<String, String> environment, ContractRules contractRules)
    implements FileChecker {
  @Override
  public CheckedFile check(Path file, List<String> overrides) {
    ConfigReader.Result read = new ConfigReader(environment).read(file, overrides);
    GraphCompiler.Result compiled = new GraphCompiler(contractRules).compile(read);
    return new CheckedFile(read.config(), compiled.applications(), compiled.problems());
  }
}
