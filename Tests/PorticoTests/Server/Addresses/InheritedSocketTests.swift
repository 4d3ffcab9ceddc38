// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Servers on sockets that the process was started with.
    struct InheritedSocketTests {
        private static func server(_ socket: BareSocket, _ engine: Engine) -> Server {
            var configuration = StartTests.configuration(engine: engine)
            configuration.address = .inherited(socket.descriptor)
            return StartTests.server(configuration)
        }

        /// Whoever connects between two servers waits for the next one.
        @Test(arguments: [1, 2])
        func outliveTheServerWithWhatWaitsInThem(_ loops: Int) async throws {
            try await blocking {
                let socket = try BareSocket(isListening: true)
                let first = Self.server(socket, .pool(workers: 1, loops: loops))
                try first.start()
                #expect(first.addresses.map(\.port) == [socket.port])
                #expect(try TestServer(first).get("/").text == "ok")
                #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
                first.shutdown()
                first.waitUntilStopped()
                let client = try RawConnection(port: socket.port)
                try client.send(Site.request("GET", "/"))
                let second = Self.server(socket, .inline(loops: loops))
                try second.start()
                #expect(try client.readResponse().text == "ok")
                try TestServer(second).end()
            }
        }

        @Test func mayBeUnixSockets() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("a")
                    let socket = try BareSocket(path: path, isListening: true)
                    let server = Self.server(socket, .pool(workers: 1))
                    try server.start()
                    #expect(server.address?.description == "unix:\(path)")
                    #expect(try UnixSocketTests.get(path) == "ok")
                    UnixSocketTests.end(server)
                    #expect(try UnixSocketTests.names(tree) == ["a"], "the file is another's")
                }
            }
        }

        private static func expectRefusal(_ descriptor: Int32, _ reason: String) {
            var configuration = StartTests.configuration()
            configuration.address = .inherited(descriptor)
            let error = #expect(throws: ServerError.self) {
                try StartTests.server(configuration).start()
            }
            #expect(
                error.map { "\($0)" }
                    == "cannot listen on descriptor \(descriptor): \(reason); check what the process is "
                    + "started with")
        }

        @Test func sayWhyTheyCannotBeUsed() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("file", "")
                    let file = unsafe open(tree.path("file"), O_RDONLY)
                    defer { close(file) }
                    Self.expectRefusal(file, "it is no socket")
                }
                let idle = try BareSocket(isListening: false)
                Self.expectRefusal(idle.descriptor, "it does not listen")
                let datagrams = try BareSocket(isListening: false, isStream: false)
                Self.expectRefusal(datagrams.descriptor, "it is no stream socket")
                Self.expectRefusal(-1, "Bad file descriptor")
            }
        }
    }
}
