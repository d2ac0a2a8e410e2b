using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Tests.Jobs.Estimates;

public class FarmPaceTests
{
    private static readonly UpscaleParameters _parameters = new() { Model = "compact", ModelSha256 = new string('a', 64) };
    private static readonly DateTimeOffset _began = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ahead_CountsHigherPriorities_OnesOwn_AndAShareOfOthers()
    {
        var farm = Farm(Open("x", Priority.High, 10), Open("me", Priority.Normal, 5), Open("big", Priority.Normal, 1000), Open("small", Priority.Normal, 3), Open("y", Priority.Bulk, 50));
        Assert.Equal(10 + 5 + (5 + 20) + 3, farm.Ahead("me", Priority.Normal, new Quantity(20, 0)).Value, 6);
        Assert.Equal(10, farm.Ahead("me", Priority.High, new Quantity(20, 0)).Value, 6);
    }

    [Fact]
    public void Ahead_OfAJob_CountsOnlyOlderJobsOfItsTenant()
    {
        OpenJob[] jobs = [.. ((int[])[5, 7, 11]).Select((items, at) => Open("me", Priority.Normal, items) with { Id = Guid.CreateVersion7(_began.AddSeconds(at)) })];
        Assert.Equal(5, Farm(jobs).Ahead("me", Priority.Normal, new Quantity(7, 0), jobs[1].Id).Value, 6);
    }

    [Fact]
    public void Ahead_OfModelsThatNobodyKnows_TakesThemForUsualOnes()
    {
        var job = Open("me", Priority.Normal, 5) with { Parameters = new() { Model = "unheard" } };
        var ahead = Farm(job).Ahead("me", Priority.Normal, default);
        Assert.Equal((5, 5), (Math.Round(ahead.Value, 6), Math.Round(ahead.Error, 6)));
    }

    [Fact]
    public void RateOf_TakesTheModelThatIsPinned()
    {
        var farm = Farm();
        Assert.NotNull(farm.RateOf(_parameters));
        Assert.NotNull(farm.RateOf(_parameters with { ModelSha256 = null }));
        Assert.Null(farm.RateOf(_parameters with { ModelSha256 = new string('b', 64) }));
        Assert.Null(farm.RateOf(_parameters with { EightOrientations = true }));
    }

    [Fact]
    public void Finish_Of_HasABandAroundWhatIsExpected()
    {
        var finish = Finish.Of(new Quantity(100, 0), 2, 0.2);
        Assert.Equal((50, 37.6, 66.4), (finish.Expected.TotalSeconds, Math.Round(finish.Earliest.TotalSeconds, 1), Math.Round(finish.Latest.TotalSeconds, 1)));
        Assert.Equal(TimeSpan.FromDays(3650), Finish.Of(new Quantity(1e12, 0), 1e-6, 0.2).Expected);
    }

    [Fact]
    public void Eta_OfARunningJob_GoesByItsOwnPace()
    {
        // A hundred items of a second each, twenty done in ten seconds.
        var eta = JobEta.Of(Job(20, 80), Farm(), _began.AddSeconds(10))!;
        Assert.Equal((100, 80), (Math.Round(eta.Work.Total.Value), Math.Round(eta.Work.Left.Value)));
        Assert.InRange(eta.Finish!.Expected.TotalSeconds, 38, 42);
        Assert.True(eta.Finish.Earliest < eta.Finish.Expected && eta.Finish.Expected < eta.Finish.Latest);
    }

    [Fact]
    public void Eta_OfAJobThatWaits_StandsBehindOthers()
    {
        var job = Job(0, 100) with { State = JobState.Accepted, StartedAt = null };
        Assert.Equal(220, JobEta.Of(job, Farm(Open("me", Priority.Normal, 10) with { Id = Guid.Empty }), _began)!.Finish!.Expected.TotalSeconds, 1);
        Assert.Null(JobEta.Of(job, Farm() with { Capacity = null }, _began)!.Finish);
    }

    [Fact]
    public void Eta_OfAJobThatHasEnded_OrOfWhichNothingIsKnown_IsNone()
    {
        Assert.Null(JobEta.Of(Job(100, 0) with { State = JobState.Completed }, Farm(), _began.AddSeconds(50)));
        Assert.Null(JobEta.Of(Job(0, 100), FarmPace.Unknown, _began.AddSeconds(50)));
    }

    private static JobView Job(int done, int open) => new(Guid.CreateVersion7(), "me", Priority.Normal, JobState.Running, new JobCounts(open, 0, 0, done, 0, 0), _parameters, _began, _began, null)
    {
        Work = new(Survey(100), Sums(done), done, done, done, _began.AddSeconds(10).ToUnixTimeMilliseconds()),
    };

    private static FarmPace Farm(params OpenJob[] open) => new(0, [new Rate("compact", new string('a', 64), false, Sums(1000), null)], new Capacity(0.5, 100), open, true);

    // Items of one megapixel and one second.
    private static OpenJob Open(string tenant, Priority priority, int items) =>
        new(Guid.CreateVersion7(), tenant, priority, _parameters, items, items, JobWork.None with { Survey = Survey(items) });

    private static SizeSurvey Survey(int items) => new(items, items, items, items, items);

    private static WorkSums Sums(int items) => WorkSums.Of(1, 1) * items;
}
