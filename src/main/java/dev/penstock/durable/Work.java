package dev.penstock.durable;

/** What a durable request asks for. */
public sealed interface Work {
  /** The method of HTTP, or {@link Call#METHOD}; for people. */
  String method();

  /** What it goes to, for people. */
  String target();

  /**
   * A request over HTTP.
   *
   * @param target path and query as the client sent them
   */
  record Http(String method, String target) implements Work {}

  /**
   * A call from code. Its arguments are the body of the message.
   *
   * @param deployment as {@code application/Name}
   * @param name of the contract's method
   * @param signature of that method, made of the types of its parameters
   */
  record Call(String deployment, String name, int signature) implements Work {
    /** Stands where a request over HTTP has its method. */
    public static final String METHOD = "CALL";

    @Override
    public String method() {
      return METHOD;
    }

    @Override
    public String target() {
      return deployment + "." + name;
    }
  }
}
