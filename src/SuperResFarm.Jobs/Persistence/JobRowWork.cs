using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>What a job knows of its own work. It changes under the lock of the row, in the transaction that takes the results; the survey whenever it is done.</summary>
internal sealed partial class JobRow
{
    /// <summary>Not to be surveyed before; <see cref="long.MaxValue"/>: it is done.</summary>
    public long SurveyDueAt { get; set; }
    public int SurveyItems { get; set; }
    public int SurveyLooked { get; set; }
    public int SurveyReadable { get; set; }
    public double SurveyMegapixels { get; set; }
    public double SurveySquares { get; set; }

    public int MeasuredItems { get; set; }
    public double MeasuredMegapixels { get; set; }
    public double MeasuredWeights { get; set; }
    public double MeasuredSeconds { get; set; }
    public double MeasuredWeighedSeconds { get; set; }
    public double MeasuredWeighedSquares { get; set; }
    public int SizedItems { get; set; }
    public double SizedMegapixels { get; set; }
    public double RecentSeconds { get; set; }
    public long? RecentAt { get; set; }

    /// <summary>The columns above.</summary>
    public JobWork Work => new(
        new SizeSurvey(SurveyItems, SurveyLooked, SurveyReadable, SurveyMegapixels, SurveySquares),
        new WorkSums(MeasuredItems, MeasuredMegapixels, MeasuredWeights, MeasuredSeconds, MeasuredWeighedSeconds, MeasuredWeighedSquares),
        SizedItems, SizedMegapixels, RecentSeconds, RecentAt);

    /// <summary>Takes over what a result tells of the work it was.</summary>
    public void Measure(ItemResult result, long now)
    {
        (SizedItems, SizedMegapixels) = (SizedItems + 1, SizedMegapixels + result.SourceMegapixels());
        if (result.MeasuredSeconds() is not { } seconds)
            return;
        var sums = Work.Measured + WorkSums.Of(result.SourceMegapixels(), seconds);
        (MeasuredItems, MeasuredMegapixels, MeasuredWeights) = (MeasuredItems + 1, sums.Megapixels, sums.Weights);
        (MeasuredSeconds, MeasuredWeighedSeconds, MeasuredWeighedSquares) = (sums.Seconds, sums.WeighedSeconds, sums.WeighedSquares);
        (RecentSeconds, RecentAt) = (RecentSeconds * JobWork.Remembered(TimeSpan.FromMilliseconds(now - (RecentAt ?? now))) + seconds, now);
    }
}
