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
    List<LoadedApplication> loaded = new ArrayList<>();
    boolean complete = false;
    try {
      for (ApplicationConfig application : config.applications()) {
        LoadedApplication one = new LoadedApplication(config, application, server, problems);
        loaded.add(one);
        one.loadClasses(problems);
      }
      HandleGraph handles = handles(loaded, problems);
      for (LoadedApplication application : loaded) {
        new ApplicationCompiler(config, application, handles, rules, javaVersion, problems)
            .compile()
            .ifPresent(graphs::add);
      }
      complete = problems.stream().noneMatch(Problem::isError);
    } finally {
      if (!complete) {
        loaded.forEach(LoadedApplication::closeLoader);
      }
    }
    return new Result(complete ? graphs : List.of(), read.order().sorted(problems));
  }

  /** Reads the handles of all applications, since they cross, and checks where they lead. */
  private static HandleGraph handles(List<LoadedApplication> loaded, List<Problem> problems) {
    HandleGraph handles = new HandleGraph();
    Callees callees = new Callees(loaded, problems);
    List<Callee> all = new ArrayList<>();
    for (LoadedApplication application : loaded) {
      HandleReader reader = new HandleReader(application, callees, problems);
      application.deployments().forEach(caller -> handles.add(caller, reader.read(caller)));
      all.addAll(application.deployments());
    }
    CycleCheck.run(all, handles, problems);
    ReachabilityCheck.run(loaded, handles, problems);
    return handles;
  }
}
