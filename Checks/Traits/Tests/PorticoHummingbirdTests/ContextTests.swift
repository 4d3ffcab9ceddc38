// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct ContextTests {
    @Test func makesContextsOfTheApplicationsOwn() async throws {
        let router = Router(context: OwnContext.self)
        router.add(middleware: SignIn())
        router.get("/") { _, context in
            "\(context.user ?? "-") \(context.address?.ipAddress ?? "-")"
        }
        router.get("/port") { _, context in "\(context.address?.port ?? 0)" }
        router.get("/host") { _, context in
            guard case .v4(let address) = context.address else { return "-" }
            return address.host
        }
        try await serving(router) { (port) throws in
            #expect(try ask(port, "GET /", fields: ["X-Marks: Ada"]).text == "Ada 127.0.0.1")
            #expect(try ask(port, "GET /").text == "- 127.0.0.1")
            #expect(try ask(port, "GET /port").text != "0")
            #expect(try ask(port, "GET /host").text == "127.0.0.1")
        }
    }

    @Test func givesEachRequestAnIDAndALogger() async throws {
        let router = Router()
        router.get("/id") { _, context in
            "\(context.id) \(Logger.current[metadataKey: "hb.request.id"]?.description ?? "-")"
        }
        try await serving(router) { (port) throws in
            let ids = try (0..<2).map { _ in try ask(port, "GET /id").text.split(separator: " ") }
            #expect(ids[0].count == 2 && ids[0][0] == ids[0][1])
            #expect(ids[0][0] != ids[1][0])
        }
    }

    @Test func hasAChannelThatMakesFutures() async throws {
        let router = Router(context: OwnContext.self)
        router.get("/future") { _, context in
            try await context.channel.eventLoop.submit { "done" }.get()
        }
        router.get("/buffer") { _, context in
            let buffer = context.channel.allocator.buffer(string: "text")
            return Response(status: .ok, body: .init(byteBuffer: buffer))
        }
        try await serving(router) { (port) throws in
            #expect(try ask(port, "GET /future").text == "done")
            #expect(try ask(port, "GET /buffer").text == "text")
        }
    }

    @Test func refusesWhatAChannelCannotDoWithoutATrap() async throws {
        let router = Router(context: OwnContext.self)
        router.get("/write") { _, context in
            let channel = context.channel
            var refused = 0
            func expectRefusal(_ operation: () async throws -> Void) async {
                do { try await operation() } catch { refused += 1 }
            }
            await expectRefusal { try await channel.writeAndFlush(ByteBuffer(string: "x")).get() }
            await expectRefusal { try await channel.close().get() }
            await expectRefusal { _ = try await channel.getOption(.autoRead).get() }
            await expectRefusal { try await channel.setOption(.autoRead, value: false).get() }
            await expectRefusal { try await channel.triggerUserOutboundEvent("event").get() }
            try await channel.pipeline.addHandler(Counter()).get()
            channel.pipeline.fireErrorCaught(Failure())
            channel.pipeline.fireChannelRead("data")
            return "\(refused) \(channel.isActive) \(channel.isWritable)"
        }
        try await serving(router) { (port) throws in
            #expect(try ask(port, "GET /write").text == "5 true false")
        }
    }

    @Test func closesAndReleasesTheChannelWithItsRequest() async throws {
        let channels = Kept()
        let closed = Gate()
        let router = Router(context: OwnContext.self)
        router.get("/") { _, context in
            _ = context.channel.pipeline
            context.channel.closeFuture.whenComplete { _ in closed.open() }
            channels.keep(context.channel)
            return "Hello"
        }
        try await serving(router) { (port) throws in
            #expect(try ask(port, "GET /").text == "Hello")
            #expect(closed.wait())
            #expect(eventually { channels.isReleased })
        }
    }
}

/// A context with properties of its own, as applications have them.
struct OwnContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    var user: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    var address: SocketAddress? { channel.remoteAddress }
}

struct SignIn: RouterMiddleware {
    func handle(
        _ request: Request, context: OwnContext,
        next: (Request, OwnContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.user = request.headers[.marks]
        return try await next(request, context)
    }
}

final class Counter: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
}

/// Keeps a channel without holding it.
final class Kept: Sendable {
    private struct Reference: Sendable {
        weak var channel: (any Channel)?
    }
    private let reference = Mutex(Reference())

    func keep(_ channel: any Channel) {
        reference.withLock { $0 = Reference(channel: channel) }
    }

    var isReleased: Bool { reference.withLock { $0.channel == nil } }
}
