using System.Text.Json;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Tests.Inference.Acceptance;

public class TileDifferenceTests
{
    [Fact]
    public void Between_Bytes_TellsTheLargestAndTheMean()
    {
        var apart = TileDifference.Between([0, 10, 255, 7], [0, 12, 255, 6]);
        Assert.Equal((2, 5 / 4.0), (apart.Levels, apart.MeanSquare));
        Assert.Equal(10 * Math.Log10(255 * 255 / 1.25), apart.Psnr, 9);
    }

    [Fact]
    public void Between_OtherLength_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => TileDifference.Between([1], [1, 2]));

    [Theory]
    [InlineData(0, 0, true, true)]
    [InlineData(1, 0.9, true, true)]
    [InlineData(2, 0.0001, false, true)]
    [InlineData(200, 2.06, false, false)]
    public void IsWithin_EachPrecision_HasItsOwnMeasure(int levels, double meanSquare, bool single, bool half)
    {
        var apart = new TileDifference(levels, meanSquare);
        Assert.Equal((single, half), (apart.IsWithin(Precision.Single), apart.IsWithin(Precision.Half)));
    }

    [Fact]
    public void Outcome_ThroughJson_IsTheSame()
    {
        foreach (var outcome in new[] { new DrillOutcome(DrillEnd.Recovered, 2, 1, 300, new(1, 0.25)), new DrillOutcome(DrillEnd.Recovered, 1), new DrillOutcome(DrillEnd.TooTight) })
            Assert.Equal(outcome, JsonSerializer.Deserialize<DrillOutcome>(JsonSerializer.Serialize(outcome, JsonSerializerOptions.Web), JsonSerializerOptions.Web));
    }
}
