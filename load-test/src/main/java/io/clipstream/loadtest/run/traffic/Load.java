package io.clipstream.loadtest.run.traffic;

import java.util.List;

/**
 * The records of one run: what each is, and what it carries.
 *
 * @param ids names of the images
 * @param traffic kind, task and picture of each record
 * @param pictures that are sent
 * @param tasks their names, the most frequent first
 */
public record Load(ImageIds ids, Traffic traffic, List<Picture> pictures, List<String> tasks) {
    public Load {
        pictures = List.copyOf(pictures);
        tasks = List.copyOf(tasks);
    }

    /** What is on image {@code index}; null where nobody knows. */
    public String truth(long index) {
        return pictures.get(traffic.item(index).picture()).label();
    }

    String task(Item item) {
        return tasks.get(item.task());
    }
}
