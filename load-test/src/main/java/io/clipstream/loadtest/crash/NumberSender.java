package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends numbered images at a set rate until told to stop, waiting out whatever happens to the brokers; one thread. */
final class NumberSender implements Runnable {
    private final Deployment deployment;
    private final CrashLedger ledger;
    private final double perSecond;
    private final int bytes;
    private volatile boolean stopped;

    NumberSender(Deployment deployment, CrashLedger ledger, double perSecond, int bytes) {
        this.deployment = deployment;
        this.ledger = ledger;
        this.perSecond = perSecond;
        this.bytes = bytes;
    }

    @Override
    public void run() {
        try (Producer<String, ImageEvent> producer =
                PatientProducers.of(deployment, deployment.topics().images())) {
            long begin = System.nanoTime();
            for (int i = 0; !stopped; i++) {
                long due = begin + (long) (i * 1e9 / perSecond);
                for (long wait = due - System.nanoTime(); wait > 0 && !stopped; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                send(producer, i);
            }
            producer.flush();
        }
    }

    private void send(Producer<String, ImageEvent> producer, int number) {
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(Setup.TASK)
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(NumberedImages.payload(number, bytes))))
                .setAttributes(new HashMap<>())
                .build();
        String topic = deployment.topics().images().name();
        producer.send(new ProducerRecord<>(topic, NumberedImages.id(number), event), (metadata, failure) -> {
            if (failure == null) {
                ledger.sent(number);
            }
        });
    }

    /** After the image that is on its way, {@link #run} waits for every answer and ends. */
    void stop() {
        stopped = true;
    }
}
