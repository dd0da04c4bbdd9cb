package dev.penstock.graph;

import dev.penstock.ConfigurationException;
import dev.penstock.Problem;
import dev.penstock.config.ApplicationConfig;
import dev.penstock.config.ConfigReader;
import dev.penstock.config.PenstockConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes checked graphs of a configuration. Every check runs, also after problems, so that all are
 * reported together. Loads classes but runs none of their code, except the constructors of
 * configuration values.
 */
public final class GraphCompiler {
  private final ContractRules rules;
  private final ClassLoader server;
  private final int javaVersion;

  /** A compiler for this JVM, whose classes come before those of applications where they must. */
  public GraphCompiler(ContractRules rules) {
    this(rules, GraphCompiler.class.getClassLoader(), Runtime.version().feature());
  }

  /** A compiler for this JVM with another parent of the applications' class loaders. */
  public GraphCompiler(ContractRules rules, ClassLoader server) {
    this(rules, server, Runtime.version().feature());
  }

  /**
   * A compiler.
   *
   * @param server the parent of the applications' class loaders
   * @param javaVersion the feature release, for example 17
   */
  GraphCompiler(ContractRules rules, ClassLoader server, int javaVersion) {
    this.rules = rules;
    this.server = server;
    this.javaVersion = javaVersion;
  }

  /**
   * What a configuration amounts to.
   *
   * @param applications empty if there is an error
   * @param problems errors and warnings, in the order of the file
   */
  public record Result(List<ApplicationGraph> applications, List<Problem> problems) {
    /** Copies the lists. */
    public Result {
      applications = List.copyOf(applications);
      problems = List.copyOf(problems);
    }

    /** Whether nothing may start. */
    public boolean hasErrors() {
      return problems.stream().anyMatch(Problem::isError);
    }

    /**
     * The applications.
     *
     * @param source the file, or what else was checked
     * @throws ConfigurationException with all problems if there is an error
     */
    public List<ApplicationGraph> orThrow(String source) {
      if (hasErrors()) {
        throw new ConfigurationException(source, problems);
      }
      return applications;
    }
  }

  /**
   * Checks a configuration and makes its graphs. Class loaders opened on the way are closed again
   * if there is an error; else they belong to the graphs.
   *
   * @param read a configuration and the problems that its reader found, which are in the result too
   */
  public Result compile(ConfigReader.Result read) {
    PenstockConfig config = read.config();
    List<Problem> problems = new ArrayList<>(read.problems());
    List<ApplicationGraph> graphs = new ArrayList<>();
    List<ApplicationCompiler> compilers = new ArrayList<>();
    boolean complete = false;
    try {
      for (ApplicationConfig application : config.applications()) {
        ApplicationCompiler compiler =
            new ApplicationCompiler(config, application, rules, server, javaVersion, problems);
        compilers.add(compiler);
        compiler.compile().ifPresent(graphs::add);
      }
      complete = problems.stream().noneMatch(Problem::isError);
    } finally {
      if (!complete) {
        compilers.forEach(ApplicationCompiler::closeLoader);
      }
    }
    return new Result(complete ? graphs : List.of(), read.order().sorted(problems));
  }
}
