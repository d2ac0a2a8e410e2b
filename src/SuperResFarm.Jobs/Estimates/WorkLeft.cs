using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>The device seconds of a job: all of them, and those to come.</summary>
/// <param name="Total">From its first item to its last.</param>
/// <param name="Left">Of items that have not ended.</param>
public sealed record WorkLeft(Quantity Total, Quantity Left)
{
    // So many items of its own weigh as much as what was learnt from other jobs.
    private const double LearntFactorItems = 5;
    private const double LearntShapeItems = 20;

    // How far a job usually is from what was learnt from others: other content, other devices.
    private const double LearntDoubt = 0.1;
    private const double UnknownSizes = 0.5;

    /// <returns>What a job takes; null: nothing is known of its speed.</returns>
    /// <param name="work">What is known of the job.</param>
    /// <param name="items">Its items without those that were refused when they were submitted.</param>
    /// <param name="open">Its items that have not ended.</param>
    /// <param name="learnt">Sums of the same model in other jobs; null: there are none.</param>
    public static WorkLeft? Of(JobWork work, int items, int open, WorkSums? learnt)
    {
        if (LineOf(work.Measured, learnt) is not { } line)
            return null;
        var readable = open * work.Survey.ReadableShare;
        var left = line.SecondsOf(readable, MegapixelsLeft(work, items, open, learnt));
        if (learnt is not null)
            left = left.Doubted(LearntDoubt * LearntFactorItems / (LearntFactorItems + work.Measured.Items));
        return new(new Quantity(work.Measured.Seconds, 0) + left, left);
    }

    // The job's own items, and beside them those of other jobs as if they had run at the speed of this one: they know sizes that this job has not come to yet.
    private static WorkLine? LineOf(WorkSums own, WorkSums? others)
    {
        if (others is not { Items: > 0 } learnt || WorkLine.Through(learnt) is not { } line)
            return WorkLine.Through(own);
        // What was learnt from few items is a bad witness of the speed.
        var trusted = LearntFactorItems * learnt.Items / (learnt.Items + LearntShapeItems);
        var (expected, usual) = (line.PerItem * own.Items + line.PerMegapixel * own.Megapixels, learnt.Seconds / learnt.Items * trusted);
        var factor = expected + usual > 0 ? (own.Seconds + usual) / (expected + usual) : 1;
        var items = LearntShapeItems * LearntShapeItems / (LearntShapeItems + own.Items);
        return WorkLine.Through(own + learnt.Slower(factor) * Math.Min(1, items / learnt.Items));
    }

    /// <summary>
    /// Two guesses, weighed by their variances: what the survey found less what has ended, and open items as large as those that have ended. The second one is as wrong as
    /// the ended ones differ from the survey, so a job whose small images come first is guessed by its survey.
    /// </summary>
    private static Quantity MegapixelsLeft(JobWork work, int items, int open, WorkSums? learnt)
    {
        var done = work.Sized > 0 ? work.SizedMegapixels / work.Sized : (double?)null;
        var (survey, total) = (work.Survey, work.Survey.TotalOf(items));
        if (!survey.HasSizes)
            return new Quantity(open * (done ?? (learnt is { Items: > 0 } other ? other.Megapixels / other.Items : 0)), 0).Doubted(done is null ? 1 : UnknownSizes);
        // Items that ended without a size although the survey took them for readable.
        var lost = Math.Max(0, items - open - work.Sized - items * (1 - survey.ReadableShare)) * survey.Mean;
        var rest = new Quantity(Math.Max(0, total.Value - work.SizedMegapixels - lost), total.Error) + new Quantity(0, lost);
        if (done is not { } each)
            return rest;
        var alike = new Quantity(open * survey.ReadableShare * each, open * Math.Sqrt(survey.Variance / work.Sized + (each - survey.Mean) * (each - survey.Mean)));
        var (one, two) = (rest.Error * rest.Error, alike.Error * alike.Error);
        return one + two > 0 ? new((rest.Value * two + alike.Value * one) / (one + two), Math.Sqrt(one * two / (one + two))) : rest;
    }
}
