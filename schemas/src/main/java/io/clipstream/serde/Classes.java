package io.clipstream.serde;

/** Finds classes that options name, as Kafka does: by the thread's context class loader, where there is one. */
final class Classes {
    private Classes() {}

    static Class<?> named(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return Class.forName(name, true, context == null ? Classes.class.getClassLoader() : context);
    }
}
