// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// One thread that offers jobs in every way there is and writes down what the pool answered.
struct JobSender {
    private typealias Submitted = (handle: JobHandle<Void>, record: JobRecord)

    let pool: ThreadPool
    let maker: JobMaker
    var random: SeededGenerator
    private var submitted: [Submitted] = []

    init(_ pool: ThreadPool, _ maker: JobMaker, _ random: SeededGenerator) {
        self.pool = pool
        self.maker = maker
        self.random = random
    }

    /// Offers all its jobs; then learns the ends of those that it submitted.
    mutating func run() throws(Fault) {
        for _ in 0..<maker.plan.jobsPerSender {
            switch random.number(0...9) {
            case 0...2: executePlain()
            case 3: executePatiently()
            case 4, 5: executeDescribed()
            case 6: executeBatch()
            default: try submit()
            }
            if random.oneIn(20) { SoakThread.pause(microseconds: random.number(0...200)) }
        }
        for job in submitted { try learnEnd(of: job) }
    }

    private mutating func executePlain() {
        let record = maker.ledger.open(isTold: false)
        do throws(PoolError) {
            try pool.execute(maker.body(record, &random))
            record.answer = .accepted
        } catch {
            record.answer = .refused
        }
    }

    private mutating func executePatiently() {
        let record = maker.ledger.open(isTold: false)
        let timeout = Duration.microseconds(random.pick([0, 100, 10_000]))
        do throws(PoolError) {
            try pool.execute(timeout: timeout, maker.body(record, &random))
            record.answer = .accepted
        } catch {
            record.answer = .refused
        }
    }

    private mutating func executeDescribed() {
        let (record, job) = describedJob()
        do throws(PoolError) {
            try pool.execute(job)
            record.answer = .accepted
        } catch {
            record.answer = .refused
        }
    }

    private mutating func describedJob() -> (JobRecord, Job) {
        let record = maker.ledger.open(isTold: true)
        let job = Job(
            label: "soaked", deadline: maker.deadline(&random),
            onDrop: { _ in record.didDrop() }, maker.body(record, &random))
        return (record, job)
    }

    private mutating func executeBatch() {
        let count = random.number(1...20)
        var (records, jobs) = ([JobRecord](), [Job]())
        for _ in 0..<count {
            let (record, job) = describedJob()
            records.append(record)
            jobs.append(job)
        }
        var accepted = count
        do throws(PoolError) {
            try pool.execute(contentsOf: jobs)
        } catch .queueFull(let number) {
            accepted = number
        } catch {
            accepted = 0
        }
        for (place, record) in records.enumerated() {
            record.answer = place < accepted ? .accepted : .refused
        }
    }

    private mutating func submit() throws(Fault) {
        let record = maker.ledger.open(isTold: true)
        do throws(PoolError) {
            let deadline = maker.deadline(&random)
            let handle = try pool.submit(deadline: deadline, maker.body(record, &random))
            record.answer = .accepted
            submitted.append((handle, record))
        } catch .dropped(let reason) {
            throw Fault("submit threw what belongs to the handle: dropped, \(reason)")
        } catch {
            record.answer = .refused
        }
        if maker.plan.cancels, random.oneIn(4), !submitted.isEmpty {
            random.pick(submitted).handle.cancel()
        }
        if !maker.plan.holds, random.oneIn(4), let last = submitted.popLast() {
            try learnEnd(of: last)
        }
    }

    /// Blocks until the job has ended, and compares what the handle says with what the job did.
    private func learnEnd(of job: Submitted) throws(Fault) {
        do {
            try get(job.handle)
        } catch is JobMaker.Mishap {
            // The job ran; it says so itself.
        } catch is CancellationError {
            job.record.didDrop()
        } catch PoolError.dropped {
            job.record.didDrop()
        } catch {
            throw Fault("a handle threw \(error)")
        }
        try Fault.unless(job.handle.isFinished, "a handle says that its job has not finished")
    }

    /// Waits for a little while first, and then for as long as it takes.
    private func get(_ handle: JobHandle<Void>) throws {
        do {
            try handle.get(timeout: .microseconds(50))
        } catch PoolError.timedOut {
            try handle.get()
        }
    }
}
