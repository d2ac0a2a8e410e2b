using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Tests.Jobs.Estimates;

public class SizeSurveyTests
{
    [Fact]
    public void TotalOf_AllLookedAt_IsExact()
    {
        var survey = Of(4, 1, 2, null, 5);
        Assert.Equal(new Quantity(8, 0), survey.TotalOf(4));
        Assert.Equal((4, 3, 0.75), (survey.Looked, survey.Readable, survey.ReadableShare));
    }

    [Fact]
    public void TotalOf_ASample_HasTheErrorOfASample()
    {
        var total = Of(100, 1, 2, 3, 4).TotalOf(100);
        Assert.Equal(250, total.Value);
        Assert.Equal(100 * Math.Sqrt(5 / 3.0 / 4 * 0.96), total.Error, 9);
    }

    [Fact]
    public void TotalOf_ItemsThatWereAdded_GrowsWithThem()
    {
        var survey = Of(4, 1, 2, 3, 4);
        Assert.Equal(25, survey.TotalOf(10).Value);
        Assert.True(survey.TotalOf(10).Error > 0);
    }

    [Fact]
    public void TotalOf_OneOfMany_SaysLittle() => Assert.InRange(Of(100, 3.0).TotalOf(100).Share, 0.9, 1);

    [Fact]
    public void TotalOf_Nothing_IsNothing() => Assert.Equal(default, SizeSurvey.None.TotalOf(10));

    private static SizeSurvey Of(int population, params double?[] sizes) => sizes.Aggregate(SizeSurvey.None with { Population = population }, (survey, size) => survey.With(size));
}
