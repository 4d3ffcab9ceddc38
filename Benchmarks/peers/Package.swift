// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// A peer that is written in Swift: one file, named like it.
func peer(_ name: String, _ products: (String, String)...) -> Target {
    let files = ["flyingfox", "hummingbird", "hummingbird-on-portico", "nio"].map { "\($0).swift" }
    let others = ["evhttp.c", "microhttpd.c", "go.go", "rust-book.rs"]
    let scripts = ["nginx.sh", "portico-async.sh", "portico-inline.sh", "portico-pool.sh"]
    return .executableTarget(
        name: name,
        dependencies: products.map { .product(name: $0.0, package: $0.1) },
        path: ".",
        exclude: others + scripts + files.filter { $0 != "\(name).swift" },
        sources: ["\(name).swift"],
        swiftSettings: [.swiftLanguageMode(.v6)])
}

// Apart from the benchmarks of Portico itself, which need none of these.
let package = Package(
    name: "peers",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "portico", path: "../..", traits: ["Hummingbird"]),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.26.0"),
    ],
    targets: [
        peer(
            "nio", ("NIOCore", "swift-nio"), ("NIOPosix", "swift-nio"), ("NIOHTTP1", "swift-nio")),
        peer("hummingbird", ("Hummingbird", "hummingbird")),
        peer(
            "hummingbird-on-portico", ("Hummingbird", "hummingbird"),
            ("PorticoHummingbird", "portico")),
        peer("flyingfox", ("FlyingFox", "FlyingFox")),
    ]
)
