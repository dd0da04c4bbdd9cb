package dev.penstock.metrics;

/** The methods by which HTTP requests are counted; clients may send any word. */
public enum RequestMethod {
  GET(0),
  HEAD(1),
  POST(2),
  PUT(3),
  DELETE(4),
  PATCH(5),
  OPTIONS(6),
  OTHER(7);

  private final int row;

  RequestMethod(int row) {
    this.row = row;
  }

  /** Its place in a table of all methods. */
  int row() {
    return row;
  }

  /** The method of that word, which is case-sensitive. */
  public static RequestMethod of(String word) {
    return switch (word) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "DELETE" -> DELETE;
      case "PATCH" -> PATCH;
      case "OPTIONS" -> OPTIONS;
      default -> OTHER;
    };
  }
}
