package io.clipstream.clip;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Node;

/** Decodes the first frame of one GIF onto its screen. */
final class GifDecoder {
    private final byte[] encoded;
    private final long maxPixels;

    GifDecoder(byte[] encoded, long maxPixels) {
        this.encoded = encoded;
        this.maxPixels = maxPixels;
    }

    RgbImage decode() throws IOException, ImageFormatException {
        ImageReader reader = JdkImages.reader("gif", encoded, false);
        try {
            IIOMetadataNode screen = find(reader.getStreamMetadata(), "LogicalScreenDescriptor");
            IIOMetadata metadata = reader.getImageMetadata(0);
            IIOMetadataNode place = find(metadata, "ImageDescriptor");
            int left = number(place, "imageLeftPosition");
            int top = number(place, "imageTopPosition");
            int width = Math.max(number(screen, "logicalScreenWidth"), left + number(place, "imageWidth"));
            int height = Math.max(number(screen, "logicalScreenHeight"), top + number(place, "imageHeight"));
            JdkImages.checkSize("GIF", width, height, maxPixels);
            BufferedImage frame = reader.read(0);
            RgbImage image = JdkImages.rgb(frame);
            if (image.width() == width && image.height() == height) {
                return image;
            }
            return onScreen(image, left, top, width, height, background(frame, metadata));
        } finally {
            reader.dispose();
        }
    }

    // As Pillow: what the first frame leaves open has the transparent index, else index 0.
    private static int background(BufferedImage frame, IIOMetadata metadata) {
        IIOMetadataNode control = find(metadata, "GraphicControlExtension");
        boolean transparent =
                control != null && control.getAttribute("transparentColorFlag").equalsIgnoreCase("true");
        int index = transparent ? number(control, "transparentColorIndex") : 0;
        return ((IndexColorModel) frame.getColorModel()).getRGB(index);
    }

    private static RgbImage onScreen(RgbImage frame, int left, int top, int width, int height, int background) {
        RgbImage screen = RgbImage.blank(width, height);
        for (int i = 0; i < screen.rgb().length; i += 3) {
            screen.rgb()[i] = (byte) (background >> 16);
            screen.rgb()[i + 1] = (byte) (background >> 8);
            screen.rgb()[i + 2] = (byte) background;
        }
        for (int y = 0; y < frame.height(); y++) {
            int to = ((top + y) * width + left) * 3;
            System.arraycopy(frame.rgb(), y * frame.width() * 3, screen.rgb(), to, frame.width() * 3);
        }
        return screen;
    }

    private static IIOMetadataNode find(IIOMetadata metadata, String name) {
        Node node = metadata.getAsTree(metadata.getNativeMetadataFormatName()).getFirstChild();
        while (node != null && !node.getNodeName().equals(name)) {
            node = node.getNextSibling();
        }
        return (IIOMetadataNode) node;
    }

    private static int number(IIOMetadataNode node, String attribute) {
        return Integer.parseInt(node.getAttribute(attribute));
    }
}
