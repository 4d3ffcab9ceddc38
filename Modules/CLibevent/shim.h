// SPDX-License-Identifier: Apache-2.0
// The part of libevent that Portico uses. A wrapper stands here only where Swift cannot import the
// original, each with its reason.
#pragma once

// libevent's configuration defines _GNU_SOURCE, Swift's Glibc module is built without: read first, the
// system's own switches are settled before, or the two modules disagree on system types.
#include <sys/types.h>

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <event2/thread.h>
