package acme;

/** Its class file is deleted after {@link NeedsGone} has been compiled against it. */
public class Gone {}
