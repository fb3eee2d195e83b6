# Shared by the launchers; sourced, not run. Finds Java, builds what is missing or out of date, starts a main class.

fail() {
  echo "clipstream: $*" >&2
  exit 1
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it. Point it at a JDK 17 or newer, or unset it."
  else
    java=$(command -v java) || fail "Java is not installed. Clipstream needs a JDK 17 or newer."
  fi
  local version
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | sed -n 1p)
  [ "${version:-0}" -ge 17 ] || fail "$java is Java ${version:-of an unknown version}. Clipstream needs 17 or newer; set JAVA_HOME to one."
}

# build_if_needed ROOT MODULE: packages the module unless its jar, or the last build from here, is newer than every source.
build_if_needed() {
  local root=$1 module=$2 dist=$1/$2/target/dist built changed source
  local -a sources=()
  built=$dist/.built
  for source in "$dist"/lib/clipstream-"$module"-*.jar; do
    [ "$source" -nt "$built" ] && built=$source
  done
  for source in pom.xml schemas/pom.xml schemas/src/main streams-app/pom.xml streams-app/src/main \
    streams-app/model/demo-clip "$module/pom.xml" "$module/src/main"; do
    [ -e "$root/$source" ] && sources+=("$root/$source")
  done
  if [ -e "$built" ] && [ -d "$root/streams-app/target/dist/registry" ]; then
    changed=$(find "${sources[@]}" -type f -newer "$built")
    [ -n "$changed" ] || return 0
    echo "clipstream: sources are newer than the last build; building ..." >&2
  else
    echo "clipstream: building for the first time; Maven downloads what it needs, which takes a few minutes ..." >&2
  fi
  command -v mvn >/dev/null || fail "Maven (mvn) is not installed, and Clipstream has to be built first."
  (cd "$root" && mvn -q -ntp -B -DskipTests -Dspotless.check.skip=true package -pl "$module" -am) >&2 ||
    fail "the build failed; its messages are above."
  touch "$dist/.built"
}

# start HOME CLASSPATH MAIN ARGUMENTS...: becomes the Java process.
start() {
  local home=$1 classpath=$2 main=$3
  shift 3
  # shellcheck disable=SC2086 # the variable holds several options
  exec "$java" \
    -Dclipstream.home="$home" \
    -Dfile.encoding=UTF-8 \
    -Djava.awt.headless=true \
    --enable-native-access=ALL-UNNAMED \
    -XX:+ExitOnOutOfMemoryError \
    ${CLIPSTREAM_JVM_OPTS:-} \
    -cp "$classpath" "$main" "$@"
}
