// SPDX-License-Identifier: Apache-2.0
// packages: swift
// version: swift-nio
//
// SwiftNIO's HTTP/1 pipeline with nothing on top, one event loop, handlers on it.

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

final class Answer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let hello = ByteBuffer(string: "Hello, world!")
    private static let large = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20)
    private var uri = ""
    private var keepsAlive = true

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            uri = head.uri
            keepsAlive = head.isKeepAlive
        case .body: break
        case .end: reply(context)
        }
    }

    private func reply(_ context: ChannelHandlerContext) {
        if uri == "/block" { usleep(5_000) }
        if uri == "/slow" { usleep(50_000) }
        let body = uri == "/large" ? Self.large : Self.hello
        var headers = HTTPHeaders()
        headers.add(name: "Content-Type", value: "text/plain")
        headers.add(name: "Content-Length", value: "\(body.readableBytes)")
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let done = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        if !keepsAlive {
            done.whenComplete { [channel = context.channel] _ in channel.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

@main enum Main {
    static func main() throws {
        guard let port = Int(CommandLine.arguments.dropFirst().first ?? "") else {
            fatalError("usage: nio PORT")
        }
        let channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answer())
                }
            }
            .bind(host: "127.0.0.1", port: port).wait()
        try channel.closeFuture.wait()
    }
}
