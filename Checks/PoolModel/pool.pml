// SPDX-License-Identifier: Apache-2.0
// The protocol by which a pool's Workers are woken, started, retired and ended, as a model for spin: the
// value `PoolState` of Sources/PorticoPool/Workers, with its names, as threads use it.
//
// Each `atomic` block is one critical section under the lock of the inbox, or of the outbox where a message
// is taken; between two of them anything may happen. There is no clock: a tick or an idle time may be over at any moment, or never. The comment at the
// head of a section names the functions of `PoolState` that it calls.
//
// There are up to three Workers, two jobs, a resize to any size, and a close at any moment, with or without
// dropping what waits. The system may refuse each thread. What is checked in every state that can be reached:
//
// - a message that waits is the duty of a Worker that looks for one, or is being woken, or polls, or at least
//   runs a job and looks afterwards; not the latter while another one is idle (`check`). So the last
//   living Worker stays while something waits: else nobody would be left;
// - every accepted job ends exactly once (at the end of `Closer`);
// - closing ends (spin reports each process that does not come to its end).
//
// Each FAULT_… puts back what was once wrong; `run` shows that it is found.

#define WORKERS 3
#define NOBODY WORKERS
#ifndef JOBS
#define JOBS 2
#endif
#ifndef RESIZES
#define RESIZES 1
#endif

mtype = { Absent, Starting, Active, Idle, Polling, Woken, Leaving };

// PoolState.
mtype phases[WORKERS] = Absent;
byte minimum = 1, limit = 3; // how many Workers there are at least and at most
bool isClosed;
byte poller = NOBODY;        // one of those parked, who looks at the queue after each tick
byte waking = NOBODY;        // the one that was woken for a message and has not looked yet
byte parkedCount;            // Workers that are idle or polling
byte startingCount;
byte activeCount;            // Workers that are active or woken
byte leavingCount;
byte excess;                 // how many must leave, whoever comes first

// The queue: jobs, and behind them the terminate messages.
byte jobs, terminates;

// What only the model knows.
bool hasThread[WORKERS];     // the system has started this thread, which will begin
bool runs[WORKERS];          // this active Worker runs a job, and so looks for nothing
byte accepted, ended;
bool isSent;                 // nothing more will be sent

#define waits (jobs + terminates > 0)
#define livingCount (activeCount + parkedCount)
#define memberCount (livingCount + startingCount)
#define size (memberCount - excess)
#define isOver (isClosed && memberCount == 0 && leavingCount == 0)
#define wantsWake \
    (waking == NOBODY && parkedCount > 0 && (poller == NOBODY || activeCount == 0))
#define wantsWorker \
    (jobs > 0 && size < limit && parkedCount == 0 && waking == NOBODY && startingCount == 0)
#if defined(FAULT_LAST_LEAVES)
#define hasExcess (excess > 0 && livingCount > 0)
#elif defined(FAULT_LEAVES_AFTER_CLOSE)
#define hasExcess (excess > 0 && (livingCount > 1 || isClosed))
#else
#define hasExcess (excess > 0 && livingCount > 1)
#endif

#define looks(id) (phases[id] == Woken || (phases[id] == Active && !runs[id]) || hasThread[id])
#define somebodyLooks (looks(0) || looks(1) || looks(2))
#define somebodyRuns (runs[0] || runs[1] || runs[2])

// At the end of every critical section.
inline check() {
    assert(jobs == 0 || somebodyLooks || somebodyRuns || poller != NOBODY);
    assert(jobs == 0 || somebodyLooks || parkedCount == 0 || poller != NOBODY)
}

// Which Worker does not matter, as they are all alike: the first one that is idle, or else the poller.
inline chooseParked() {
    if
    :: phases[0] == Idle -> id = 0
    :: phases[0] != Idle && phases[1] == Idle -> id = 1
    :: phases[0] != Idle && phases[1] != Idle && phases[2] == Idle -> id = 2
    :: else -> id = poller
    fi
}

// The parked Worker `id` gets another phase; it will find that out by itself.
inline unpark(phase) {
    phases[id] = phase;
    parkedCount--;
    if
    :: poller == id -> poller = NOBODY
    :: else
    fi;
    if
    :: phase == Leaving -> leavingCount++
    :: else -> activeCount++
    fi;
    id = NOBODY
}

inline wake() {
    if
    :: waits && wantsWake ->
        chooseParked();
        waking = id;
        unpark(Woken)
    :: else
    fi
}

// The active Worker `me` takes no more messages, and hands its duty over.
inline leave() {
    phases[me] = Leaving;
    leavingCount++;
#ifdef FAULT_LEAVING_IS_ACTIVE
    isCounted = true
#else
    activeCount--;
    wake()
#endif
}

inline park(mayPoll) {
    phases[me] = Idle;
    activeCount--;
    parkedCount++;
    if
    :: mayPoll && poller == NOBODY && activeCount > 0 -> poller = me; phases[me] = Polling
    :: else
    fi
}

// Sends jobs until the pool is closed.
proctype Sender() {
    byte left = JOBS, id = NOBODY;
    do
    :: left > 0 ->
        atomic { // wake
            left--;
            if
            :: isClosed
            :: else ->
                jobs++;
                accepted++;
                wake()
            fi;
            check()
        }
    :: else -> break
    od;
    isSent = true
}

// Does what every sender, resizer and Worker does after its own section if one more Worker is wanted: it
// reserves a number, and has the system start the thread or gives the number back.
proctype Starter() {
    byte id = NOBODY;
end:
    do
    :: atomic { // reserve
        !isClosed && (wantsWorker || size < minimum) ->
        if
        :: phases[0] == Absent -> id = 0
        :: phases[0] != Absent && phases[1] == Absent -> id = 1
        :: phases[0] != Absent && phases[1] != Absent && phases[2] == Absent -> id = 2
        fi;
        phases[id] = Starting;
        startingCount++
    }
    if
#ifdef FAULT_NEVER_STARTS
    :: isClosed -> id = NOBODY
#endif
    :: atomic { hasThread[id] = true; id = NOBODY }
    :: atomic { // didFailToStart
        phases[id] = Absent;
        startingCount--;
        excess = (excess > 0 -> excess - 1 : 0);
        id = NOBODY;
        check()
    }
    fi
    od
}

proctype Worker(byte me) {
    byte id = NOBODY;
    bool hasMore;
#ifdef FAULT_LEAVING_IS_ACTIVE
    bool isCounted;
#endif
end:
    atomic { // begin
        hasThread[me];
        hasThread[me] = false;
        phases[me] = Active;
        startingCount--;
        activeCount++;
        check()
    }
receive:
    atomic {
        if
        :: hasExcess -> // leaveIfExcess
            excess--;
            leave();
            check();
            goto leaves
        :: !hasExcess && jobs > 0 ->
            jobs--;
            hasMore = waits;
            goto took
        :: !hasExcess && jobs == 0 && terminates > 0 ->
            terminates--;
            goto terminated
        :: !hasExcess && !waits && isClosed -> // park
            leave();
            goto leaves
        :: !hasExcess && !waits && !isClosed -> // park
            park(false);
            goto parked
        :: !hasExcess && !waits && !isClosed -> // park
            park(true);
            goto parked
        fi
    }
took:
    atomic { // wake
        if
        :: hasMore -> wake()
        :: else
        fi;
        hasMore = false;
        runs[me] = true;
        check()
    }
    goto works;
terminated:
    atomic { // terminate
        leave();
        check();
        goto leaves
    }
works:
    atomic {
        runs[me] = false;
        ended++;
        goto receive
    }
parked:
    atomic { // resume
        if
        :: phases[me] == Woken ->
            phases[me] = Active;
            waking = (waking == me -> NOBODY : waking);
            if
            :: waits && !isClosed && poller == NOBODY && activeCount > 1 ->
                park(true);
                goto check_parked
            :: true -> goto receive
            fi
        :: phases[me] == Polling && waits -> // It has waited for a whole tick.
            id = me;
            unpark(Active);
            check();
            goto receive
        :: phases[me] == Polling && !waits -> // Nothing has moved for a whole tick.
            poller = NOBODY;
            phases[me] = Idle;
            goto check_parked
#ifdef FAULT_POLLER_LEAVES
        :: (phases[me] == Idle || phases[me] == Polling) && size > minimum && livingCount > 1 ->
#else
        :: phases[me] == Idle && !waits && size > minimum && livingCount > 1 ->
#endif
            id = me; // The idle time is over.
            unpark(Leaving);
            check();
            goto leaves
        :: phases[me] == Leaving -> goto leaves
        fi;
check_parked:
        check();
        goto parked
    }
leaves:
    atomic { // end
#ifdef FAULT_LEAVING_IS_ACTIVE
        activeCount = (isCounted -> activeCount - 1 : activeCount);
        isCounted = false;
#endif
        leavingCount--;
        phases[me] = Absent;
        check()
    }
    goto end
}

proctype Resizer() {
    byte left = RESIZES, id = NOBODY;
    do
    :: left > 0 && !isClosed ->
        atomic { // resize
            left--;
            if
            :: minimum = 1
            :: minimum = 2
            :: minimum = 3
            fi;
            excess = (memberCount > minimum -> memberCount - minimum : 0);
            do
            :: hasExcess && parkedCount > 0 -> chooseParked(); unpark(Leaving); excess--
            :: else -> break
            od;
            wake();
            check()
        }
    :: else -> break
    od
}

// Shuts the pool down, drops what waits or has it run, and waits for the end of all Workers.
proctype Closer() {
    byte id = NOBODY;
    atomic { // close
        isClosed = true;
#ifndef FAULT_LEAVES_AFTER_CLOSE
        excess = 0;
#endif
        terminates = memberCount;
        do
        :: parkedCount > 0 -> chooseParked(); unpark(Woken)
        :: else -> break
        od;
        check()
    }
    if
    :: true
    :: atomic { ended = ended + jobs; jobs = 0 }
    fi;
    isOver && isSent;
    assert(jobs == 0 && accepted == ended)
}

// A pool whose first thread has been started.
init {
    atomic {
        phases[0] = Starting;
        startingCount = 1;
        hasThread[0] = true;
        run Worker(0);
        run Worker(1);
        run Worker(2);
        run Sender();
        run Starter();
        run Resizer();
        run Closer()
    }
}
