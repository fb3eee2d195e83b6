package io.clipstream.loadtest.crash;

/** What image number n looks like, and what must become of it. */
final class NumberedImages {
    /** Every so many-th is no image and must become a dead letter. */
    static final int EVERY_BAD = 97;

    private static final String PREFIX = "image-";

    private NumberedImages() {}

    static String id(int number) {
        return PREFIX + number;
    }

    /** The number in an image id; -1 if it is none of ours. */
    static int number(String id) {
        String digits = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : "";
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }

    static boolean isBad(int number) {
        return number % EVERY_BAD == 0;
    }

    /** The encoded image: {@code bytes} long, the first says what it is. */
    static byte[] payload(int number, int bytes) {
        byte[] payload = new byte[bytes];
        payload[0] = (byte) (isBad(number) ? OneHotModel.UNREADABLE : number % OneHotModel.CLASSES);
        return payload;
    }
}
