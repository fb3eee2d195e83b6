package io.clipstream.testing;

/** A running broker and registry, wherever they come from. */
interface TestServices extends AutoCloseable {
    String bootstrapServers();

    String registryUrl();

    @Override
    void close();

    /** Containers where there is Docker, the quickstart's own embedded broker and registry process otherwise. */
    static TestServices start() {
        return DockerServices.wanted() ? DockerServices.start() : EmbeddedServices.start();
    }
}
