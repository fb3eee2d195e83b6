package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.List;

/** AdamW on several arrays of parameters; owned by one thread. */
final class Optimiser {
    private final List<Parameter> parameters;
    private final List<AdamW> states = new ArrayList<>();

    Optimiser(List<Parameter> parameters, double weightDecay, float epsilon) {
        this.parameters = List.copyOf(parameters);
        parameters.forEach(parameter -> states.add(new AdamW(parameter.values().length, weightDecay, epsilon)));
    }

    /** Changes all parameters by one step against their gradients. */
    void step(double learningRate) {
        for (int i = 0; i < states.size(); i++) {
            states.get(i).step(parameters.get(i).values(), parameters.get(i).gradient(), learningRate);
        }
    }

    /** The share of the learning rate after this share of all steps: a cosine from 1 to 0. */
    static double cosine(double done) {
        return (1 + StrictMath.cos(Math.PI * done)) / 2;
    }
}
