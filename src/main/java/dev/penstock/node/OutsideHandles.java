package dev.penstock.node;

import dev.penstock.Handle;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNames;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.GraphEdge;
import dev.penstock.handle.Handles;
import java.util.Map;

/**
 * Handles for code that is no deployment, such as a main method or a test.
 *
 * @param handles makes them
 * @param applications those that are open, by name
 */
record OutsideHandles(Handles handles, Map<String, ApplicationGraph> applications) {
  <T> T handle(String application, String deployment, Class<T> contract) {
    ApplicationGraph graph = applications.get(application);
    if (graph == null) {
      throw new IllegalArgumentException("there is no application " + application);
    }
    DeploymentNode callee = graph.deployment(deployment);
    if (callee.ingress()) {
      throw new IllegalArgumentException(callee.id() + " is an ingress: it is called over HTTP");
    }
    if (contract != Handle.class && !callee.contracts().contains(contract)) {
      throw new IllegalArgumentException(
          callee.id()
              + " cannot be called as "
              + contract.getName()
              + ", only as "
              + callee.contracts().stream().map(Class::getName).toList());
    }
    GraphEdge edge = GraphEdge.of(application, "outside", "handle", deployment, contract);
    return contract.cast(handles.handle(edge, target -> callee, graph.requestTimeout()));
  }

  <T> T handle(String deployment, Class<T> contract) {
    DeploymentNames names =
        new DeploymentNames(
            applications.values().stream()
                .flatMap(application -> application.deployments().stream())
                .map(DeploymentNode::id)
                .toList());
    String id =
        names
            .find(deployment)
            .orElseThrow(() -> new IllegalArgumentException(names.whyNot(deployment)));
    int slash = id.indexOf('/');
    return handle(id.substring(0, slash), id.substring(slash + 1), contract);
  }
}
