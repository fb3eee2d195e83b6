package io.clipstream.topology;

import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The texts that a task's head is made of, class after class: every name in every template, then the class's own texts. Each
 * is made when it is asked for, as a large task has a hundred thousand. Immutable.
 */
final class HeadTexts extends AbstractList<String> implements RandomAccess {
    private final List<String> templates;
    private final List<List<String>> names = new ArrayList<>();
    private final List<List<String>> texts = new ArrayList<>();
    // Index of each class's first text, and the number of all at the end.
    private final int[] starts;

    HeadTexts(TaskSpec spec) {
        this.templates = List.copyOf(TaskPrompts.templates(spec));
        this.starts = new int[spec.getClasses().size() + 1];
        for (TaskClass c : spec.getClasses()) {
            names.add(List.copyOf(TaskPrompts.names(c)));
            texts.add(List.copyOf(c.getTexts()));
            int k = names.size();
            starts[k] = starts[k - 1]
                    + names.get(k - 1).size() * templates.size()
                    + c.getTexts().size();
        }
    }

    @Override
    public String get(int index) {
        int c = classOf(index);
        int within = index - starts[c];
        int named = names.get(c).size() * templates.size();
        return within < named
                ? templates
                        .get(within % templates.size())
                        .replace(TaskPrompts.PLACE, names.get(c).get(within / templates.size()))
                : texts.get(c).get(within - named);
    }

    @Override
    public int size() {
        return starts[starts.length - 1];
    }

    /** The class, from 0, that text {@code index} belongs to. */
    int classOf(int index) {
        int found = Arrays.binarySearch(starts, index);
        return found >= 0 ? found : -found - 2;
    }

    /** How many texts class {@code c} has, at least one. */
    int count(int c) {
        return starts[c + 1] - starts[c];
    }
}
