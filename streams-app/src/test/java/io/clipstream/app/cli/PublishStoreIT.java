package io.clipstream.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.claim.ClaimFetcher;
import io.clipstream.claim.ClaimListener;
import io.clipstream.claim.ClaimSettings;
import io.clipstream.claim.Fetched;
import io.clipstream.claim.ImageDepot;
import io.clipstream.claim.S3Settings;
import io.clipstream.claim.WebRules;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import io.clipstream.testing.Patience;
import io.clipstream.testing.S3Server;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StackExtension.class)
class PublishStoreIT {
    private static final byte[] SMALL = image(1_000);

    @TempDir
    private Path folder;

    @Test
    void laysLargeImagesIntoAFolderAndSendsSmallOnesInside(Stack stack) throws Exception {
        // Given a small image and a large one
        Deployment deployment = deployment(stack);
        Path store = folder.resolve("store");
        byte[] large = photos();

        // When
        Outcome outcome = publish(stack, "--store", store.toUri().toString());

        // Then
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(CommandLines.OK);
        assertThat(outcome.err()).contains("2 images published");
        Path place = store.resolve(ImageDepot.name(ImageDepot.sha256(large)));
        assertSent(deployment, outcome, place.toUri().toString(), large);
        assertThat(place).hasBinaryContent(large);
    }

    @Test
    void laysLargeImagesIntoABucketWhereTheScoreRoleFindsThem(Stack stack) throws Exception {
        // Given
        Deployment deployment = deployment(stack);
        byte[] large = photos();
        try (S3Server server = S3Server.start(folder.resolve("s3"), "images")) {
            S3Settings s3 = server.settings(S3Server.SECRET_KEY, "images");

            // When
            Outcome outcome = publish(
                    stack,
                    "--store",
                    "s3://images/parts",
                    "--set",
                    "claim.s3.endpoint=" + s3.endpoint().orElseThrow(),
                    "--set",
                    "claim.s3.path.style=true",
                    "--set",
                    "claim.s3.access.key=" + S3Server.ACCESS_KEY,
                    "--set",
                    "claim.s3.secret.key=" + S3Server.SECRET_KEY);

            // Then
            assertThat(outcome.code()).as(outcome.err()).isEqualTo(CommandLines.OK);
            String uri = "s3://images/parts/" + ImageDepot.name(ImageDepot.sha256(large));
            assertSent(deployment, outcome, uri, large);
            ClaimSettings claim = new ClaimSettings(
                    WebRules.NOTHING, s3, List.of(), deployment.config().claim().limits());
            try (ClaimFetcher fetcher = ClaimFetcher.start(claim, ClaimListener.NONE)) {
                assertThat(Patience.limited(fetcher.fetch(uri, ImageDepot.sha256(large)))
                                .join())
                        .isInstanceOfSatisfying(Fetched.Image.class, image -> assertThat(image.bytes())
                                .isEqualTo(ByteBuffer.wrap(large)));
            }
        }
    }

    @Test
    void refusesWhatNoScoreRoleWouldFetchAndGoesOn(Stack stack) throws Exception {
        // Given a score role that fetches images of one kilobyte at most
        Deployment deployment = deployment(stack);
        photos();
        Path store = folder.resolve("store");

        // When
        Outcome outcome = publish(stack, "--store", store.toUri().toString(), "--set", "claim.max.bytes=1024");

        // Then
        assertThat(outcome.code()).isEqualTo(CommandLines.FAILED);
        assertThat(outcome.err())
                .contains("1 images published", "large.jpg' has 2000 bytes, claim.max.bytes allows 1024");
        assertThat(store).doesNotExist();
        assertThat(events(deployment)).hasSize(1);
    }

    private Deployment deployment(Stack stack) {
        Deployment deployment = TestDeployment.of(stack, folder.resolve("state"));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        return deployment;
    }

    /** Writes a small photo and a large one; returns the large one. */
    private byte[] photos() throws IOException {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.write(photos.resolve("small.jpg"), SMALL);
        byte[] large = image(2_000);
        Files.write(photos.resolve("large.jpg"), large);
        return large;
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome publish(Stack stack, String... options) {
        List<String> arguments = new ArrayList<>(List.of("publish", "--task", "parts", "--store-above", "1000"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(
                folder.resolve("photos").toString(),
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry",
                stack.registryUrl(),
                "--set",
                "topics.prefix=" + stack.prefix()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    private static void assertSent(Deployment deployment, Outcome outcome, String uri, byte[] large) {
        Map<String, ImageEvent> events = events(deployment);
        assertThat(events.keySet())
                .containsExactlyInAnyOrderElementsOf(outcome.out().lines().toList());
        assertThat(events.values())
                .extracting(ImageEvent::getContent)
                .containsExactlyInAnyOrder(
                        new InlineImage(ByteBuffer.wrap(SMALL)),
                        new ImageReference(uri, ByteBuffer.wrap(ImageDepot.sha256(large))));
    }

    private static Map<String, ImageEvent> events(Deployment deployment) {
        var images = deployment.topics().images();
        Map<String, ImageEvent> events = new TreeMap<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(images.name());
            reader.drain(record -> events.put(
                    new String(record.key(), UTF_8),
                    images.values().deserializer().deserialize(images.name(), record.value())));
        }
        return events;
    }

    private static byte[] image(int bytes) {
        byte[] image = new byte[bytes];
        new Random(bytes).nextBytes(image);
        return image;
    }
}
