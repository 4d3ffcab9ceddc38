// SPDX-License-Identifier: Apache-2.0
// packages: rustc
// version: rustc --version
// build: rustc -O -o $out $source
//
// The design of the Rust Book's last chapter: one listener, a pool of threads behind a channel that
// they share under a lock, one request per connection.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{mpsc, Arc, Mutex};
use std::thread;
use std::time::Duration;

type Job = Box<dyn FnOnce() + Send + 'static>;

struct ThreadPool {
    sender: mpsc::Sender<Job>,
}

impl ThreadPool {
    fn new(size: usize) -> ThreadPool {
        assert!(size > 0);
        let (sender, receiver) = mpsc::channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..size {
            let receiver = Arc::clone(&receiver);
            thread::spawn(move || loop {
                let message = receiver.lock().unwrap().recv();
                match message {
                    Ok(job) => job(),
                    Err(_) => break,
                }
            });
        }
        ThreadPool { sender }
    }

    fn execute<F: FnOnce() + Send + 'static>(&self, job: F) {
        self.sender.send(Box::new(job)).unwrap();
    }
}

fn handle(mut stream: TcpStream) -> std::io::Result<()> {
    let mut line = String::new();
    let mut reader = BufReader::new(&stream);
    reader.read_line(&mut line)?;
    let mut field = String::new();
    while reader.read_line(&mut field)? > 2 {
        field.clear();
    }
    let body = match line.split(' ').nth(1) {
        Some("/block") => {
            thread::sleep(Duration::from_millis(5));
            "Hello, world!".to_string()
        }
        Some("/slow") => {
            thread::sleep(Duration::from_millis(50));
            "Hello, world!".to_string()
        }
        Some("/large") => "x".repeat(1 << 20),
        _ => "Hello, world!".to_string(),
    };
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let listener = TcpListener::bind(format!("127.0.0.1:{}", arguments[1])).unwrap();
    let pool = ThreadPool::new(arguments[2].parse().unwrap());
    for stream in listener.incoming().flatten() {
        pool.execute(|| {
            let _ = handle(stream);
        });
    }
}
