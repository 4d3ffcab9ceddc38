// SPDX-License-Identifier: Apache-2.0
// What Java's ThreadPoolExecutor does, tried. Each line is a cell of ComparedWithOthers.md.
//
//     java Benchmarks/Compare/Others/OnJava.java

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;

class OnJava {
    interface Question { String answer() throws Exception; }

    static void ask(String question, Question program) throws Exception {
        System.out.println("ThreadPoolExecutor, " + question + ": " + program.answer());
    }

    static ThreadPoolExecutor pool(int core, int maximum, BlockingQueue<Runnable> queue) {
        return new ThreadPoolExecutor(core, maximum, 1, TimeUnit.SECONDS, queue);
    }

    static ThreadPoolExecutor pool(int size) { return pool(size, size, new LinkedBlockingQueue<>()); }

    static void await(CountDownLatch gate) {
        try { gate.await(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
    }

    static String size() throws Exception {
        var pool = pool(2);
        pool.prestartAllCoreThreads();
        pool.setMaximumPoolSize(5);
        pool.setCorePoolSize(5);
        pool.prestartAllCoreThreads();
        var grown = pool.getPoolSize();
        pool.shutdown();
        return "2 threads, then " + grown;
    }

    static String boundedQueue() throws Exception {
        var said = new ArrayList<String>();
        for (RejectedExecutionHandler policy : List.of(
                new ThreadPoolExecutor.AbortPolicy(), new ThreadPoolExecutor.CallerRunsPolicy(),
                new ThreadPoolExecutor.DiscardPolicy(),
                new ThreadPoolExecutor.DiscardOldestPolicy())) {
            var pool = pool(1, 1, new ArrayBlockingQueue<>(1));
            pool.setRejectedExecutionHandler(policy);
            var gate = new CountDownLatch(1);
            var ran = Collections.synchronizedList(new ArrayList<String>());
            pool.execute(() -> await(gate));
            pool.execute(() -> ran.add("queued"));
            var caller = Thread.currentThread();
            try {
                pool.execute(() -> ran.add(Thread.currentThread() == caller ? "by caller" : "new"));
            } catch (RejectedExecutionException e) {
                ran.add("refused");
            }
            gate.countDown();
            pool.shutdown();
            pool.awaitTermination(5, TimeUnit.SECONDS);
            said.add(policy.getClass().getSimpleName() + " " + ran);
        }
        return String.join(", ", said);
    }

    static String result() throws Exception {
        var pool = pool(1);
        var value = pool.submit(() -> 42).get();
        String caught = "nothing";
        try {
            pool.submit(() -> { throw new IllegalStateException("tried"); }).get();
        } catch (ExecutionException e) {
            caught = e.getCause().toString();
        }
        pool.shutdown();
        return "a Future gave " + value + " and " + caught;
    }

    static String cancel() throws Exception {
        var pool = pool(1);
        var gate = new CountDownLatch(1);
        var ran = new AtomicInteger();
        pool.execute(() -> await(gate));
        var job = pool.submit(ran::incrementAndGet);
        job.cancel(false);
        var isDone = job.isDone();
        var queued = pool.getQueue().size();
        pool.purge();
        var purged = pool.getQueue().size();
        gate.countDown();
        pool.shutdown();
        pool.awaitTermination(5, TimeUnit.SECONDS);
        return "the Future is done at once: " + isDone + "; in the queue " + queued
            + ", after purge " + purged + "; it ran " + ran + " times";
    }

    static String deadline() throws Exception {
        var pool = pool(1);
        var ran = new AtomicInteger();
        Callable<Integer> slow = () -> { Thread.sleep(300); return ran.incrementAndGet(); };
        var all = pool.invokeAll(List.of(slow, slow, slow), 100, TimeUnit.MILLISECONDS);
        var cancelled = all.stream().filter(Future::isCancelled).count();
        pool.shutdown();
        return "invokeAll with 100 ms cancelled " + cancelled + " of 3 jobs of 300 ms";
    }

    static String drain() throws Exception {
        var pool = pool(2);
        var ran = new AtomicInteger();
        for (int i = 0; i < 100; i++) pool.execute(ran::incrementAndGet);
        pool.shutdown();
        var ended = pool.awaitTermination(5, TimeUnit.SECONDS);
        return "shutdown ran " + ran + " of 100 queued jobs, awaitTermination " + ended;
    }

    static String immediate() throws Exception {
        var pool = pool(1);
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        pool.execute(() -> {
            begun.countDown();
            try { Thread.sleep(5_000); } catch (InterruptedException e) { interrupted.countDown(); }
        });
        begun.await();
        for (int i = 0; i < 5; i++) pool.execute(() -> { });
        var rest = pool.shutdownNow().size();
        return "shutdownNow gave back " + rest + " of 5, interrupted the running job "
            + interrupted.await(1, TimeUnit.SECONDS);
    }

    static String afterShutdown() throws Exception {
        var pool = pool(1);
        pool.shutdown();
        try {
            pool.execute(() -> { });
            return "accepted";
        } catch (RejectedExecutionException e) {
            return e.getClass().getSimpleName();
        }
    }

    static String jobThatThrows() throws Exception {
        var names = new ArrayBlockingQueue<String>(2);
        var pool = new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), job -> {
                var thread = new Thread(job);
                thread.setUncaughtExceptionHandler((t, e) -> { });
                return thread;
            });
        pool.execute(() -> {
            names.add(Thread.currentThread().getName());
            throw new IllegalStateException("tried");
        });
        pool.execute(() -> names.add(Thread.currentThread().getName()));
        pool.shutdown();
        pool.awaitTermination(5, TimeUnit.SECONDS);
        return "execute: next job on the same thread " + names.take().equals(names.take());
    }

    static String blockingJobs() throws Exception {
        var gate = new CountDownLatch(1);
        var wide = pool(2, 10, new LinkedBlockingQueue<>());
        var narrow = pool(2, 10, new ArrayBlockingQueue<>(4));
        for (int i = 0; i < 10; i++) {
            wide.execute(() -> await(gate));
            narrow.execute(() -> await(gate));
        }
        var answer = "10 blocked jobs, 2 to 10 threads: " + wide.getPoolSize()
            + " threads with an unbounded queue, " + narrow.getPoolSize() + " with room for 4";
        gate.countDown();
        wide.shutdown();
        narrow.shutdown();
        return answer;
    }

    static String waitingForItself() throws Exception {
        var pool = pool(1);
        var outer = pool.submit(() -> {
            try {
                pool.submit(() -> 1).get(500, TimeUnit.MILLISECONDS);
                return "came back";
            } catch (TimeoutException e) {
                return "hung";
            }
        });
        var answer = outer.get();
        pool.shutdown();
        return answer;
    }

    static String namesAndState() throws Exception {
        var seen = Collections.synchronizedList(new ArrayList<String>());
        var pool = new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), job -> new Thread(job, "ours")) {
            protected void beforeExecute(Thread thread, Runnable job) { seen.add("before"); }
            protected void afterExecute(Runnable job, Throwable error) { seen.add("after"); }
        };
        pool.execute(() -> seen.add(Thread.currentThread().getName()));
        pool.shutdown();
        pool.awaitTermination(5, TimeUnit.SECONDS);
        return seen.toString();
    }

    static String async() throws Exception {
        var pool = pool(1);
        var answer = CompletableFuture.supplyAsync(() -> Thread.currentThread().getName(), pool).get();
        pool.shutdown();
        return "CompletableFuture ran on " + answer;
    }

    static String figures() throws Exception {
        var pool = pool(1);
        var gate = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) pool.execute(() -> await(gate));
        var answer = "size " + pool.getPoolSize() + ", active " + pool.getActiveCount() + ", completed "
            + pool.getCompletedTaskCount() + ", queue " + pool.getQueue().size();
        gate.countDown();
        pool.shutdown();
        return answer;
    }

    public static void main(String[] arguments) throws Exception {
        ask("size", OnJava::size);
        ask("bounded queue", OnJava::boundedQueue);
        ask("result and error", OnJava::result);
        ask("cancel while queued", OnJava::cancel);
        ask("deadline in the queue", OnJava::deadline);
        ask("drain", OnJava::drain);
        ask("immediate, report", OnJava::immediate);
        ask("use after shutdown", OnJava::afterShutdown);
        ask("job that throws", OnJava::jobThatThrows);
        ask("blocking jobs", OnJava::blockingJobs);
        ask("waiting for its own pool", OnJava::waitingForItself);
        ask("thread names, state per thread", OnJava::namesAndState);
        ask("async/await", OnJava::async);
        ask("figures", OnJava::figures);
        // A pool that was left alone would keep its threads, and the process.
        System.exit(0);
    }
}
