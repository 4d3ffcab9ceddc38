// SPDX-License-Identifier: Apache-2.0
// What a pool does that is made as the Rust Book's last chapter teaches: workers that share the
// receiving end of a channel, and a drop that closes the channel and joins. Each line is a cell of
// ComparedWithOthers.md. A hang shows after half a second.
//
//     rustc -O -o /tmp/on-the-book Benchmarks/Compare/Others/OnTheBook.rs && /tmp/on-the-book

use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

type Job = Box<dyn FnOnce() + Send>;

struct Pool {
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    fn new(size: usize) -> Pool {
        let (jobs, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let threads = (0..size).map(|_| work(Arc::clone(&receiver))).collect();
        Pool { jobs: Some(jobs), threads }
    }

    fn execute(&self, job: impl FnOnce() + Send + 'static) {
        self.jobs.as_ref().unwrap().send(Box::new(job)).unwrap();
    }
}

fn work(receiver: Arc<Mutex<Receiver<Job>>>) -> JoinHandle<()> {
    thread::spawn(move || loop {
        // The lock is let go of at the end of this line, before the job runs.
        let message = receiver.lock().unwrap().recv();
        match message {
            Ok(job) => job(),
            Err(_) => return,
        }
    })
}

impl Drop for Pool {
    fn drop(&mut self) {
        drop(self.jobs.take());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn rest(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

fn say(question: &str, answer: String) {
    println!("the Book's pool, {question}: {answer}");
}

fn bounded_queue() {
    let (pool, ran) = (Pool::new(1), Arc::new(AtomicUsize::new(0)));
    let (open, gate) = channel::<()>();
    pool.execute(move || gate.recv().unwrap());
    for _ in 0..100_000 {
        let ran = Arc::clone(&ran);
        pool.execute(move || { ran.fetch_add(1, SeqCst); });
    }
    let early = ran.load(SeqCst);
    open.send(()).unwrap();
    drop(pool);
    let late = ran.load(SeqCst);
    say("bounded queue", format!("100000 jobs behind a blocked one were all accepted, {early} ran"));
    say("drain", format!("drop came back when {late} of 100000 queued jobs had run"));
}

fn blocking_jobs() {
    let (pool, running) = (Pool::new(2), Arc::new(AtomicUsize::new(0)));
    let (open, gate) = channel::<()>();
    let gate = Arc::new(Mutex::new(gate));
    for _ in 0..20 {
        let (running, gate) = (Arc::clone(&running), Arc::clone(&gate));
        pool.execute(move || {
            running.fetch_add(1, SeqCst);
            let _ = gate.lock().unwrap().recv();
        });
    }
    rest(500);
    say("blocking jobs", format!("of 20 on 2 threads {} ran after 0.5 s", running.load(SeqCst)));
    drop(open);
}

fn job_that_panics() {
    let pool = Pool::new(2);
    for _ in 0..2 {
        pool.execute(|| panic!("tried"));
    }
    rest(200);
    let ended = pool.threads.iter().filter(|thread| thread.is_finished()).count();
    let next = catch_unwind(AssertUnwindSafe(|| pool.execute(|| ())));
    say("job that panics", format!("2 panics ended {ended} of 2 threads"));
    say("after that", format!("execute {}", if next.is_ok() { "accepts" } else { "panics" }));
}

fn waiting_for_its_own_pool() {
    let pool = Arc::new(Pool::new(1));
    let (same, (told, answer)) = (Arc::clone(&pool), channel());
    pool.execute(move || {
        let (done, inner) = channel();
        same.execute(move || done.send(()).unwrap());
        told.send(inner.recv_timeout(Duration::from_millis(500)).is_ok()).unwrap();
    });
    let came = answer.recv().unwrap();
    say("waiting for its own pool", if came { "came back".into() } else { "hung".into() });
}

fn thread_names() {
    let (pool, (told, name)) = (Pool::new(1), channel());
    pool.execute(move || told.send(thread::current().name().map(String::from)).unwrap());
    say("thread names", format!("{:?}", name.recv().unwrap()));
}

fn main() {
    set_hook(Box::new(|_| ()));
    bounded_queue();
    blocking_jobs();
    job_that_panics();
    waiting_for_its_own_pool();
    thread_names();
}
