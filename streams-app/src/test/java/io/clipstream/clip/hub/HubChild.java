package io.clipstream.clip.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Fetches in a virtual machine of its own. */
final class HubChild {
    private HubChild() {}

    public static void main(String[] args) throws HubException {
        HubSettings settings = new HubSettings(
                URI.create(args[0]),
                Optional.empty(),
                Path.of(args[1]),
                false,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
        Snapshot snapshot = new ModelHub(settings).obtain(HubFixture.NAME, System.out::println);
        System.out.println("commit " + snapshot.commit());
    }
}
