using SuperResFarm.Worker.Taking;

namespace SuperResFarm.Tests.Worker;

public class CancelledJobsTests
{
    private readonly CancelledJobs _jobs = new();

    [Fact]
    public void Add_RunningAndComing_AreStoppedOthersNot()
    {
        var (job, other) = (Guid.NewGuid(), Guid.NewGuid());
        using var first = _jobs.Watch(job, out var running);
        using var second = _jobs.Watch(job, out var alsoRunning);
        using var third = _jobs.Watch(other, out var untouched);
        _jobs.Add(job);
        _jobs.Add(job);   // said more than once
        using var later = _jobs.Watch(job, out var coming);
        Assert.Equal((true, true, true, false), (running.IsCancellationRequested, alsoRunning.IsCancellationRequested, coming.IsCancellationRequested, untouched.IsCancellationRequested));
    }

    [Fact]
    public void Add_AfterTheEnd_DisturbsNobody()
    {
        var job = Guid.NewGuid();
        var watch = _jobs.Watch(job, out var ended);
        watch.Dispose();
        watch.Dispose();
        _jobs.Add(job);
        Assert.False(ended.IsCancellationRequested);
    }

    [Fact]
    public void Add_VeryMany_ForgetsTheOldest()
    {
        var jobs = Enumerable.Range(0, CancelledJobs.Most + 1).Select(_ => Guid.NewGuid()).ToList();
        jobs.ForEach(_jobs.Add);
        Assert.False(IsCancelled(jobs[0]));
        Assert.True(IsCancelled(jobs[1]));
        Assert.True(IsCancelled(jobs[^1]));
    }

    private bool IsCancelled(Guid job)
    {
        using var watch = _jobs.Watch(job, out var cancelled);
        return cancelled.IsCancellationRequested;
    }
}
