using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Taking;

namespace SuperResFarm.Tests.Worker;

public class CancelledJobsTests
{
    private readonly CancelledJobs _jobs = new();

    [Fact]
    public void Add_RunningAndComing_AreStoppedOthersNot()
    {
        var (job, other) = (Guid.NewGuid(), Guid.NewGuid());
        using var first = _jobs.Watch(Item(job), out var running);
        using var second = _jobs.Watch(Item(job, 1), out var alsoRunning);
        using var third = _jobs.Watch(Item(other), out var untouched);
        _jobs.Add(new CancelJob(job));
        _jobs.Add(new CancelJob(job));   // said more than once
        using var later = _jobs.Watch(Item(job, 2), out var coming);
        Assert.Equal((true, true, true, false), (running.IsCancellationRequested, alsoRunning.IsCancellationRequested, coming.IsCancellationRequested, untouched.IsCancellationRequested));
    }

    [Fact]
    public void Add_SomeGoOn_StopsOnlyTheOthersAndDropsWhatComes()
    {
        var job = Guid.NewGuid();
        using var first = _jobs.Watch(Item(job), out var known);
        using var second = _jobs.Watch(Item(job, 1), out var begunTooLate);
        _jobs.Add(new CancelJob(job) { GoingOn = [0] });
        Assert.Equal((false, true), (known.IsCancellationRequested, begunTooLate.IsCancellationRequested));
        Assert.True(IsUnwanted(Item(job, 2)));
    }

    [Fact]
    public void Add_AskedForAgain_IsWantedUntilTheNextStop()
    {
        var job = Guid.NewGuid();
        _jobs.Add(new CancelJob(job) { GoingOn = [] });
        Assert.Equal((true, false), (IsUnwanted(Item(job)), IsUnwanted(Item(job, round: 1))));
        using var watch = _jobs.Watch(Item(job, 3, round: 1), out var running);
        _jobs.Add(new CancelJob(job) { GoingOn = [] });   // the first stop, once more
        Assert.False(running.IsCancellationRequested);
        _jobs.Add(new CancelJob(job) { GoingOn = [], Round = 1 });
        Assert.True(running.IsCancellationRequested);
        Assert.False(IsUnwanted(Item(job, round: 2)));
        _jobs.Add(new CancelJob(job));
        Assert.True(IsUnwanted(Item(job, round: 100)));
    }

    [Fact]
    public void Add_AfterTheEnd_DisturbsNobody()
    {
        var job = Guid.NewGuid();
        var watch = _jobs.Watch(Item(job), out var ended);
        watch.Dispose();
        watch.Dispose();
        _jobs.Add(new CancelJob(job));
        Assert.False(ended.IsCancellationRequested);
    }

    [Fact]
    public void Add_VeryMany_ForgetsTheOldest()
    {
        var jobs = Enumerable.Range(0, CancelledJobs.Most + 1).Select(_ => Guid.NewGuid()).ToList();
        jobs.ForEach(job => _jobs.Add(new CancelJob(job)));
        Assert.False(IsUnwanted(Item(jobs[0])));
        Assert.True(IsUnwanted(Item(jobs[1])));
        Assert.True(IsUnwanted(Item(jobs[^1])));
    }

    private static UpscaleItem Item(Guid job, int number = 0, int round = 0) =>
        new(job, number, 1, "acme", Priority.Normal, "s3://in/a.png", null, "s3://out/a.png", new UpscaleParameters { Model = "bicubic" }) { Round = round };

    private bool IsUnwanted(UpscaleItem item)
    {
        using var watch = _jobs.Watch(item, out var unwanted);
        return unwanted.IsCancellationRequested;
    }
}
