// SPDX-License-Identifier: Apache-2.0
import Portico

// The server that `make bench` measures: `hello --engine pool|inline --port N --workers N` answers
// every request with 13 bytes of text/plain.

/// The value after the option `name` on the command line.
func option(_ name: String, default value: String) -> String {
    let words = CommandLine.arguments
    guard let index = words.firstIndex(of: name), index + 1 < words.count else { return value }
    return words[index + 1]
}

/// The number after the option `name` on the command line.
func number(_ name: String, default value: Int) -> Int {
    guard let number = Int(option(name, default: "\(value)")) else {
        fatalError("\(name) takes a number")
    }
    return number
}

let engine: Engine =
    switch option("--engine", default: "pool") {
    case "pool": .pool(workers: number("--workers", default: 4), loops: 1)
    case "inline": .inline(loops: number("--workers", default: 1))
    case let name: fatalError("--engine is pool or inline, not \(name)")
    }

let configuration = Configuration(
    address: .hostname("127.0.0.1", port: number("--port", default: 8080)),
    engine: engine)
try Server(configuration: configuration) { _, _ in "Hello, world!" }.runBlocking()
