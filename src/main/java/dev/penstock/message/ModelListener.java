package dev.penstock.message;

/** Hears what the caches of models of a replica do. Called on any thread. */
public interface ModelListener {
  /** Nobody. */
  ModelListener NONE =
      new ModelListener() {
        @Override
        public void onLoaded(long nanos) {}

        @Override
        public void onLoadFailed() {}

        @Override
        public void onUnloaded() {}
      };

  /** A loader has given a model, after that time. */
  void onLoaded(long nanos);

  /** A load has failed, or what it gave was refused. */
  void onLoadFailed();

  /** The unload hook of a model has returned. */
  void onUnloaded();
}
