package io.clipstream.docs;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.claim.ImageDepot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The README's producer of large images, compiled by the tests. */
final class StoreExample {
    private StoreExample() {}

    static void publish(Deployment deployment, Path file) throws IOException {
        // snippet
        var allowed = deployment.config().claim();
        ImageDepot store = ImageDepot.open("s3://images/parts/", allowed);
        // Above 1 MiB into the store.
        try (ImagePublisher publisher = new ImagePublisher(deployment, store, 1 << 20)) {
            publisher
                    .send("parts", "photo-1", Files.readAllBytes(file), Instant.now(), null)
                    .join();
        }
        // end
    }
}
