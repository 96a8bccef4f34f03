#include "feed/limits.h"

const struct feed_limit_row feed_limits[FEED_LIMITS] = {
    [LIMIT_FILE] = { "file", "byte", (uint64_t)2 << 30, N_("Filen är större än {1}."), "2 GiB" },
    [LIMIT_UNPACKED] = { "unpacked", "byte", (uint64_t)4 << 30, N_("Filen blir större än {1} när den packas upp."), "4 GiB" },
    [LIMIT_UNPACK_RATIO] = { "unpack-ratio", "times", 200, N_("Filen blir mer än {1} gånger större när den packas upp."), "200" },
    [LIMIT_RECORD] = { "record", "byte", (uint64_t)8 << 20, N_("Posten är större än {1}."), "8 MiB" },
    [LIMIT_NESTING] = { "nesting", "levels", 64, N_("Fler än {1} nivåer i varandra."), "64" },
    [LIMIT_STRING] = { "string", "byte", (uint64_t)1 << 20, N_("Texten är längre än {1}."), "1 MiB" },
    [LIMIT_CPE] = { "cpe", "characters", 2048, N_("CPE-namnet är längre än {1} tecken."), "2 048" },
    [LIMIT_COMPONENTS] = { "components", "components", 2000000, N_("Fler än {1} komponenter."), "2 000 000" },
    [LIMIT_REJECTIONS] = { "rejections", "rejections", 1000, N_("Fler än {1} avvisade poster."), "1 000" },
};

enum err feed_limit_passed(enum feed_limit which, const char *place, struct fault *f)
{
    return fault(f, E_LIMIT, place, feed_limits[which].text, feed_limits[which].most_text, NULL);
}
