// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico

// The server that `make bench` measures: `hello --engine pool|inline --port N --workers N
// --handler sync|async`.
//
// GET /        13 bytes of text/plain
// GET /block   the same after 5 ms in which its thread does nothing else; /slow after 50 ms
// GET /large   1 MiB

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
let large = ResponseBody([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))

@Sendable func answer(_ request: Request) -> Response {
    switch request.path {
    case "/block": usleep(5_000)
    case "/slow": usleep(50_000)
    case "/large": return Response(body: large)
    default: break
    }
    return Response(body: "Hello, world!")
}

let server =
    switch option("--handler", default: "sync") {
    case "sync": Server(configuration: configuration) { request, _ in answer(request) }
    case "async": Server(configuration: configuration) { request, _ async in answer(request) }
    case let name: fatalError("--handler is sync or async, not \(name)")
    }
try server.runBlocking()
