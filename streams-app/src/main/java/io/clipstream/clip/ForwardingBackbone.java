package io.clipstream.clip;

/** A backbone that is another one in all that a subclass does not say otherwise; it closes the other one. */
public abstract class ForwardingBackbone implements Backbone {
    private final Backbone real;

    protected ForwardingBackbone(Backbone real) {
        this.real = real;
    }

    @Override
    public String modelId() {
        return real.modelId();
    }

    @Override
    public int dimension() {
        return real.dimension();
    }

    @Override
    public int imageSize() {
        return real.imageSize();
    }

    @Override
    public float logitScale() {
        return real.logitScale();
    }

    @Override
    public ImageEncoder newImageEncoder() {
        return real.newImageEncoder();
    }

    @Override
    public TextEncoder newTextEncoder() {
        return real.newTextEncoder();
    }

    @Override
    public String textEncoderId() {
        return real.textEncoderId();
    }

    @Override
    public ImagePreprocessor preprocessor() {
        return real.preprocessor();
    }

    @Override
    public void close() {
        real.close();
    }
}
