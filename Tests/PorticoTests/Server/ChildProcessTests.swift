// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What a child that a handler starts inherits of the server, which is nothing.
    ///
    /// SIGPIPE belongs to the program, and the server lives with its default: the end of the process.
    struct ChildProcessTests {
        /// Which signals a child of a child ignores, as a mask in hexadecimal.
        private static let handler = Handler { _, _ in
            let child = Process()
            let output = Pipe()
            child.executableURL = URL(fileURLWithPath: "/bin/sh")
            child.arguments = ["-c", "exec grep SigIgn /proc/self/status"]
            child.standardOutput = output
            try child.run()
            let text = String(
                decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            child.waitUntilExit()
            return text
        }

        @Test(arguments: ["pool", "inline"])
        func leavesAChildOfAHandlerItsSignal(_ engine: String) async {
            await #expect(processExitsWith: .success) { [engine] in
                signal(SIGPIPE, SIG_DFL)
                let server = Server(
                    configuration: StartTests.configuration(
                        engine: engine == "pool" ? .pool(workers: 1) : .inline()),
                    handler: Self.handler)
                try server.start()
                let test = try TestServer(server)
                let line = try test.get("/").text
                let mask = try #require(
                    Int(line.dropFirst("SigIgn:".count).trimmed, radix: 16), "\(line)")
                #expect(mask & 1 << (SIGPIPE - 1) == 0, "a child ignores SIGPIPE")
                try test.end()
            }
        }

        @Test(arguments: ["pool", "inline"])
        func leavesAChildOfAHandlerNoDescriptor(_ engine: String) async {
            await #expect(processExitsWith: .success) { [engine] in
                let before = Self.inheritable()
                let server = Server(
                    configuration: StartTests.configuration(
                        engine: engine == "pool" ? .pool(workers: 1) : .inline(loops: 2))
                ) { _, _ in "\(Self.inheritable().subtracting(before).sorted())" }
                try server.start()
                let test = try TestServer(server)
                #expect(try test.get("/").text == "[]")
                try test.end()
            }
        }

        /// The descriptors that a child would get.
        private static func inheritable() -> Set<Int32> {
            Set((0..<1024).filter { fcntl($0, F_GETFD) == 0 })
        }

        @Test(arguments: ["pool", "inline"])
        func livesOnWhenClientsLeaveInTheMiddleOfAReply(_ engine: String) async {
            await #expect(processExitsWith: .success) { [engine] in
                signal(SIGPIPE, SIG_DFL)
                let large = [UInt8](repeating: 0x61, count: 8 << 20)
                let server = Server(
                    configuration: StartTests.configuration(
                        engine: engine == "pool" ? .pool(workers: 2) : .inline())
                ) { request, _ in request.path == "/" ? [0x61] : large }
                try server.start()
                let test = try TestServer(server)
                for number in 1...40 {
                    let client = try test.connect(receiveBufferBytes: 4096)
                    try client.send(Site.request("GET", "/large"))
                    if number % 2 == 0 { _ = try client.read(upTo: 1000) }
                    if number % 3 == 0 { client.reset() } else { client.close() }
                }
                #expect(try test.get("/").text == "a")
                try test.end()
            }
        }
    }
}

extension Substring {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
