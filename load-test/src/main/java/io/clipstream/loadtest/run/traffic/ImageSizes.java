package io.clipstream.loadtest.run.traffic;

import io.clipstream.app.client.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A distribution of image sizes.
 *
 * @param sizes at least one; shares are positive
 */
record ImageSizes(List<Size> sizes) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})(?::(\\d*\\.?\\d+))?");

    /**
     * One size.
     *
     * @param share of the images that have it, against those of the others
     */
    record Size(int width, int height, double share) {
        long pixels() {
            return (long) width * height;
        }
    }

    /**
     * Reads {@code WxH:SHARE,...}; a share that is not given is 1.
     *
     * @throws RefusedException if a part is written otherwise
     */
    static ImageSizes parse(String text) {
        List<Size> sizes = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = SIZE.matcher(part.strip());
            if (!matcher.matches()) {
                throw new RefusedException("--image-sizes wants WIDTHxHEIGHT:SHARE,..., found '" + part + "'");
            }
            Size size = new Size(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    matcher.group(3) == null ? 1 : Double.parseDouble(matcher.group(3)));
            if (size.width() < 8 || size.height() < 8 || size.share() <= 0) {
                throw new RefusedException(
                        "--image-sizes wants 8x8 pixels or more and a share above 0, found '" + part + "'");
            }
            sizes.add(size);
        }
        return new ImageSizes(List.copyOf(sizes));
    }

    /** Which size each of {@code count} images has, so that any stretch of them has about the shares that are asked for. */
    List<Size> spread(int count) {
        double[] owed = new double[sizes.size()];
        double all = sizes.stream().mapToDouble(Size::share).sum();
        List<Size> spread = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int most = 0;
            for (int s = 0; s < owed.length; s++) {
                owed[s] += sizes.get(s).share() / all;
                most = owed[s] > owed[most] ? s : most;
            }
            owed[most]--;
            spread.add(sizes.get(most));
        }
        return spread;
    }
}
