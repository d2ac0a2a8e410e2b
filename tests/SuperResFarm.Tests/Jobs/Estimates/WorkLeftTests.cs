using System.Globalization;
using System.Text;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Work;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Jobs.Estimates;

/// <summary>Estimates against what jobs really took.</summary>
public class WorkLeftTests(ITestOutputHelper output)
{
    private const int Seeds = 40;

    // As many as an estimate looks at; and all, which is what a job of this length is surveyed for.
    private const int Sample = 400;
    private const int All = 1000;

    private static readonly int[] _stages = [10, 100, 500, 900, 999];

    /// <summary>What other jobs of the same model told.</summary>
    private static WorkSums Learnt { get; } = MadeUpJob.Mixed(4711).Sums(1000) * 0.7;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(true, 0.5)]
    public void Of_MixedJob_AfterATenth_IsWithin15Percent(bool isLearnt, double slower) =>
        Assert.All(Errors(job => job, slower, isLearnt ? Learnt : null, Sample), error => Assert.InRange(error, -0.15, 0.15));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_SmallImagesFirst_IsSavedByTheSurvey(bool isLearnt)
    {
        Assert.All(Errors(job => job.SmallFirst(), 1, isLearnt ? Learnt : null, All), error => Assert.InRange(error, -0.15, 0.15));
        Assert.All(MeansOf(job => job.SmallFirst()), error => Assert.True(error < -0.5, $"The plain mean is {error:P0} off."));
    }

    [Fact]
    public void Of_LargeImagesFirst_IsSavedByTheSurvey()
    {
        Assert.All(Errors(job => job.LargeFirst(), 1, Learnt, All), error => Assert.InRange(error, -0.15, 0.15));
        // Who has seen none but the largest, and knows nothing of the model, does not know what the smallest take.
        var alone = Errors(job => job.LargeFirst(), 1, null, All).Select(Math.Abs).Order().ToList();
        Assert.True(alone[Seeds / 2] < 0.05 && alone[^1] < 0.3, $"{alone[Seeds / 2]:P0}, at most {alone[^1]:P0}");
        Assert.All(MeansOf(job => job.LargeFirst()), error => Assert.True(error > 0.5, $"The plain mean is {error:P0} off."));
    }

    [Fact]
    public void Of_AnyTime_TheBandHoldsTheTruthMostly()
    {
        var (held, all) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
            foreach (var done in new[] { 50, 100, 500 })
            {
                var job = MadeUpJob.Mixed(seed);
                var total = Of(job, done, Sample, seed, null).Total;
                (held, all) = (held + (job.Seconds >= total.Low && job.Seconds <= total.High ? 1 : 0), all + 1);
            }
        Assert.InRange(held / (double)all, 0.8, 1);
    }

    [Fact]
    public void Of_MoreThatHasEnded_NarrowsTheBand()
    {
        var job = MadeUpJob.Mixed(1);
        var errors = _stages.Select(done => Of(job, done, Sample, 1, null).Total.Share).ToList();
        Assert.Equal(errors.OrderDescending(), errors);
        var end = Of(job, 1000, Sample, 1, null);
        Assert.Equal((0, 0), (end.Left.Value, Math.Round(end.Left.Error, 9)));
        Assert.Equal(job.Seconds, end.Total.Value, 6);
    }

    [Fact]
    public void Of_NothingMeasured_IsNothing_AndWithWhatWasLearntIsThat()
    {
        var job = MadeUpJob.Mixed(3);
        Assert.Null(WorkLeft.Of(job.After(0, Sample, 3), job.Items, job.Items, null));
        Assert.InRange(Of(job, 0, Sample, 3, Learnt).Total.Value / job.Seconds, 0.85, 1.15);
    }

    [Fact]
    public void Of_OneItemOfAnotherJobThatWasSlow_IsNoWitnessForLong()
    {
        var job = MadeUpJob.Mixed(5);
        Assert.InRange(Of(job, 10, All, 5, MadeUpJob.Mixed(6, slower: 3).Sums(1)).Total.Value / job.Seconds, 0.85, 1.15);
    }

    [Fact]
    public void Of_ImagesThatCannotBeRead_TakeNoDevice()
    {
        var survey = Enumerable.Range(0, 100).Aggregate(SizeSurvey.None with { Population = 100 }, (sum, at) => sum.With(at % 4 == 0 ? null : 2));
        var work = JobWork.None with { Survey = survey, Measured = Enumerable.Repeat(WorkSums.Of(2, 10), 9).Aggregate((one, other) => one + other), Sized = 9, SizedMegapixels = 18 };
        var left = WorkLeft.Of(work, 100, 88, null);
        Assert.Equal(750, left!.Total.Value, 0);
    }

    [Fact]
    public void Of_ResultsThatWereThereBefore_AreNotWaitedForAgain()
    {
        var survey = Enumerable.Range(0, 100).Aggregate(SizeSurvey.None with { Population = 100 }, (sum, _) => sum.With(1));
        var work = JobWork.None with { Survey = survey, Measured = WorkSums.Of(1, 3) + WorkSums.Of(1, 3), Sized = 52, SizedMegapixels = 52 };
        Assert.Equal((150, 144), WorkLeft.Of(work, 100, 48, null) is { } left ? (Math.Round(left.Total.Value), Math.Round(left.Left.Value)) : default);
    }

    /// <summary>With SUPERRES_ESTIMATE_TABLE the errors are written to that file as the documentation shows them.</summary>
    [Fact]
    public void Errors_AreShown()
    {
        (string Name, Func<MadeUpJob, MadeUpJob> Order, double Slower, WorkSums? Learnt, int Sample)[] kinds =
        [
            ("shuffled, 400 headers", job => job, 1, null, Sample), ("shuffled, all headers", job => job, 1, null, All),
            ("small images first, all headers", job => job.SmallFirst(), 1, null, All), ("large images first, all headers, known model", job => job.LargeFirst(), 1, Learnt, All),
            ("shuffled, all headers, devices half as fast as known", job => job, 2, Learnt, All), ("small images first, likewise", job => job.SmallFirst(), 2, Learnt, All),
        ];
        var table = new StringBuilder("| job of 1000 images, 10 % done | median error | largest error | plain mean, median error |\n|---|---|---|---|\n");
        foreach (var (name, order, slower, learnt, sample) in kinds)
        {
            var (errors, means) = (Errors(order, slower, learnt, sample).Select(Math.Abs).Order().ToList(), MeansOf(order).Select(Math.Abs).Order().ToList());
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {100 * errors[Seeds / 2]:0.0} % | {100 * errors[^1]:0.0} % | {100 * means[Seeds / 2]:0} % |\n");
            Assert.InRange(errors[^1], 0, 0.15);
        }
        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("SUPERRES_ESTIMATE_TABLE") is { Length: > 0 } file)
            File.WriteAllText(file, table.ToString());
    }

    private static IEnumerable<double> Errors(Func<MadeUpJob, MadeUpJob> order, double slower, WorkSums? learnt, int sample) => Enumerable.Range(0, Seeds).Select(seed =>
        order(MadeUpJob.Mixed(seed, slower: slower)) is var job ? Of(job, job.Items / 10, sample, seed, learnt).Total.Value / job.Seconds - 1 : 0);

    // What one gets who takes the rest for as long as what has ended.
    private static IEnumerable<double> MeansOf(Func<MadeUpJob, MadeUpJob> order) => Enumerable.Range(0, Seeds).Select(seed =>
        order(MadeUpJob.Mixed(seed)) is var job ? 10 * job.Sums(job.Items / 10).Seconds / job.Seconds - 1 : 0);

    private static WorkLeft Of(MadeUpJob job, int done, int sample, int seed, WorkSums? learnt) =>
        WorkLeft.Of(job.After(done, sample, seed), job.Items, job.Items - done, learnt) ?? throw new InvalidOperationException("Nothing is known.");
}
