package io.clipstream.app.quickstart;

import java.nio.file.Path;

/** A process with a broker in it, to be killed. */
public final class BrokerChild {
    private BrokerChild() {}

    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]));
        ChildJvm.report(broker.bootstrapServers());
    }
}
