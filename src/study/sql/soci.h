// SOCI without Boost. Debian's package was configured with Boost's headers but does not bring them;
// they only add adapters (boost::tuple, fusion) that we do not use and change no layout.
#pragma once

#include <soci/soci-config.h>

#undef SOCI_HAVE_BOOST
#undef SOCI_HAVE_BOOST_DATE_TIME

#include <soci/soci.h>
