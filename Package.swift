// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "portico",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Portico", targets: ["Portico"]),
        .library(name: "PorticoPool", targets: ["PorticoPool"]),
        .library(name: "PorticoCompression", targets: ["PorticoCompression"]),
        .library(name: "PorticoCompare", targets: ["PorticoCompare"]),
        .library(name: "PorticoTesting", targets: ["PorticoTesting"]),
        .library(name: "PorticoHummingbird", targets: ["PorticoHummingbird"]),
        .library(name: "PorticoSignedCookies", targets: ["PorticoSignedCookies"]),
        .library(name: "PorticoObservability", targets: ["PorticoObservability"]),
        .executable(name: "portico", targets: ["PorticoCLI"]),
    ],
    traits: [
        .trait(
            name: "Hummingbird",
            description:
                "PorticoHummingbird: applications written for Hummingbird 2 run on Portico."),
        .trait(
            name: "SignedCookies",
            description: "PorticoSignedCookies: cookies that no client can change."),
        .trait(
            name: "Observability",
            description:
                "PorticoObservability: figures with swift-metrics, spans with swift-distributed-tracing."
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(
            url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
        // With the trait Hummingbird alone: whoever does not set it neither fetches nor builds them.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1",
            traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        // With the trait SignedCookies alone: whoever does not set it neither fetches nor builds it.
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        // With the trait Observability alone: whoever does not set it neither fetches nor builds them.
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
    ],
    targets: [
        // `libevent_core`, because `libevent_pthreads.pc` pulls in `-levent`: a second copy of the core.
        .systemLibrary(
            name: "CLibevent",
            path: "Modules/CLibevent",
            pkgConfig: "libevent_core",
            providers: [.apt(["libevent-dev"]), .brew(["libevent"])]),
        .systemLibrary(
            name: "CZlib",
            path: "Modules/CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        // `libbrotlienc`, because SwiftPM asks for one; its decoder stands beside it.
        .systemLibrary(
            name: "CBrotli",
            path: "Modules/CBrotli",
            pkgConfig: "libbrotlienc",
            providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]),
        .target(name: "PorticoPool", swiftSettings: settings),
        .target(name: "HTTP1", swiftSettings: settings),
        .target(
            name: "Libevent",
            dependencies: ["CLibevent", "HTTP1", "PorticoPool"],
            swiftSettings: settings),
        .target(
            name: "Portico",
            dependencies: [
                "HTTP1",
                "Libevent",
                "PorticoPool",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(
            name: "PorticoCompression",
            dependencies: [
                "CBrotli",
                "CZlib",
                "Portico",
                "PorticoPool",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings),
        // Neither XCTest nor Testing: it suits any framework.
        .target(
            name: "PorticoTesting",
            dependencies: [
                "Libevent",
                "Portico",
                "PorticoPool",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings),
        // Without the trait Hummingbird it is empty.
        .target(
            name: "PorticoHummingbird",
            dependencies: [
                "Portico",
                "PorticoPool",
                .product(
                    name: "Hummingbird", package: "hummingbird",
                    condition: .when(traits: ["Hummingbird"])),
                .product(
                    name: "NIOCore", package: "swift-nio",
                    condition: .when(traits: ["Hummingbird"])),
                .product(
                    name: "NIOPosix", package: "swift-nio",
                    condition: .when(traits: ["Hummingbird"])),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        // Without the trait SignedCookies it is empty.
        .target(
            name: "PorticoSignedCookies",
            dependencies: [
                "Portico",
                .product(
                    name: "Crypto", package: "swift-crypto",
                    condition: .when(traits: ["SignedCookies"])),
            ],
            swiftSettings: settings),
        // Without the trait Observability it has the access log and the health routes.
        .target(
            name: "PorticoObservability",
            dependencies: [
                "Libevent",
                "Portico",
                "PorticoPool",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(
                    name: "CoreMetrics", package: "swift-metrics",
                    condition: .when(traits: ["Observability"])),
                .product(
                    name: "Tracing", package: "swift-distributed-tracing",
                    condition: .when(traits: ["Observability"])),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "PorticoCLI",
            dependencies: [
                "Portico",
                "PorticoCompare",
                "PorticoPool",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .target(
            name: "PorticoCompare",
            dependencies: [
                "Libevent",
                "Portico",
                "PorticoPool",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(
            name: "TestSupport",
            dependencies: ["PorticoPool"],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "PorticoPoolTests",
            dependencies: ["PorticoPool", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "HTTP1Tests",
            dependencies: ["HTTP1"],
            swiftSettings: settings),
        .testTarget(
            name: "LibeventTests",
            dependencies: ["HTTP1", "Libevent", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "PorticoTests",
            dependencies: [
                "Portico",
                "Libevent",
                "PorticoPool",
                "PorticoTesting",
                "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PorticoCompressionTests",
            dependencies: [
                "Portico",
                "PorticoCompression",
                "PorticoPool",
                "PorticoTesting",
                "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        // What a user's tests import, and nothing else.
        .testTarget(
            name: "PorticoTestingTests",
            dependencies: ["Portico", "PorticoTesting", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "PorticoObservabilityTests",
            dependencies: [
                "Portico",
                "PorticoObservability",
                "PorticoPool",
                "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        // Has Portico alone: it shows that nothing else need be imported.
        .testTarget(name: "ConsumerTests", dependencies: ["Portico"], swiftSettings: settings),
        .testTarget(
            name: "PorticoCompareTests",
            dependencies: ["PorticoCompare", "Portico", "PorticoPool", "TestSupport"],
            swiftSettings: settings),
        // A user's program; CLITests run it.
        .executableTarget(
            name: "OwnHandlers",
            dependencies: ["Portico", "PorticoCompare"],
            path: "Tests/OwnHandlers",
            swiftSettings: settings),
        .testTarget(
            name: "CLITests",
            dependencies: [
                "OwnHandlers",
                "PorticoCLI",
                "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
    ]
)
