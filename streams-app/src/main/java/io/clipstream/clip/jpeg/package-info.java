/** A JPEG decoder for sound photographs, equal to libjpeg-turbo in every sample, and made for what comes after it. */
package io.clipstream.clip.jpeg;
