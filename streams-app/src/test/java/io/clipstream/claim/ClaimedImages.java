package io.clipstream.claim;

/** Makes fetched images for tests of those who use them, and counts what they hold. */
public final class ClaimedImages {
    private final ByteGate gate = new ByteGate(Long.MAX_VALUE, 1024, Integer.MAX_VALUE);

    /** An image that holds a kilobyte until it is closed. */
    public Fetched.Image image(byte[] bytes) {
        Fetched.Image[] made = new Fetched.Image[1];
        gate.enter(held -> made[0] = new Fetched.Image(bytes, bytes.length, held));
        return made[0];
    }

    /** Bytes that the images hold. */
    public long held() {
        return gate.held();
    }
}
